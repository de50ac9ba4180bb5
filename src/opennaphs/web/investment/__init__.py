"""The investment case, the donor view and ready annexes."""
