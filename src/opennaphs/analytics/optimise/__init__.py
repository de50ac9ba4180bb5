"""The best plan a budget can buy: choose, time and fund activities, with a proven bound and reasons."""
