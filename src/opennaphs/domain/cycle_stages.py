"""The twelve stages of the cycle of a national action plan: what each is for, what to do, who leads, when it is done.

The weeks are planning assumptions of ours, together about ten months up to the launch, as Sierra Leone took from June
2024 to April 2025. Whatever is quoted as a fact stands beside its source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """One stage of the cycle, in order."""

    ASSESS = "assess"
    SECRETARIAT = "secretariat"
    DESK_REVIEW = "desk review"
    STAKEHOLDERS = "stakeholders"
    PRIORITIES = "priorities"
    ACTIVITIES = "activities"
    COST = "cost"
    RESOURCES = "resources"
    VALIDATE = "validate"
    ENDORSE = "endorse"
    LAUNCH = "launch"
    REVIEW = "review"


class StageRole(StrEnum):
    """The role that leads a stage or a task; the same words as the roles people are given."""

    LEAD = "secretariat lead"
    MEMBER = "secretariat member"
    TECHNICAL_LEAD = "technical lead"
    FINANCE = "finance officer"


@dataclass(frozen=True)
class StageInfo:
    """The guidance of one stage, in English; every text may be passed through a translator.

    ``fact`` is something known from a country or a tool and ``source`` says where it was read. ``usual_weeks`` counts
    calendar weeks.
    """

    stage: Stage
    title: str
    purpose: str
    steps: tuple[str, ...]
    responsible: StageRole
    evidence: str
    usual_weeks: int
    fact: str
    source: str

    def texts(self) -> tuple[str, ...]:
        """Give every text that needs a translation."""
        return (self.title, self.purpose, *self.steps, self.evidence, self.fact)


_ALL = (
    StageInfo(
        Stage.ASSESS,
        "Assess",
        "Know where the country stands before deciding where it shall go.",
        (
            "Import the latest SPAR and JEE levels and look at the preview before you accept it.",
            "Add what real events and exercises showed: every recommendation with its origin and area.",
            "Add animal health: the PVS evaluation and the road map of the bridging workshop.",
            "Name the hazards that are national priorities, from the risk profile.",
        ),
        StageRole.MEMBER,
        "An assessment of the last twelve months with its date and source, and a filled register of recommendations.",
        6,
        "SPAR is reported every year; a JEE is voluntary and comes every three to five years.",
        "WHO Benchmarks platform, page “Assess” (github.com/resolvetosavelives/benchmarks)",
    ),
    StageInfo(
        Stage.SECRETARIAT,
        "Name the secretariat",
        "Give the work to a few people who have the time and the authority for it.",
        (
            "Ask for a letter that names the members, their time for this work and who stands in for them.",
            "Enter each of them with role and ministry; at least one from outside the ministry of health.",
            "Agree on one hour a week that is never moved, and enter it as a meeting.",
            "Write a hand-over note for every role, so that a change of staff costs no week.",
        ),
        StageRole.LEAD,
        "The letter of appointment, and a roster of four people or more.",
        2,
        "Four to six people with expertise, authority and time do most of the work behind the scenes.",
        "WHO Benchmarks platform, page “Develop” (https://benchmarks.org/develop)",
    ),
    StageInfo(
        Stage.DESK_REVIEW,
        "Review what exists",
        "Build on plans and programmes that are already there instead of beside them.",
        (
            "Collect the previous plan, plans against antimicrobial resistance and pandemics, budgets and evaluations.",
            "Carry forward what the previous plan left unfinished, each item with a decision to keep or drop it.",
            "Note for each area in half a page: what works, what does not, who already pays for what.",
        ),
        StageRole.MEMBER,
        "The documents are filed, and each area has its half page.",
        3,
        "Tanzania built its plan from the PVS, risk profiles, a resistance analysis and a surveillance review, too.",
        "WHO Regional Office for Africa, costed national action plan of Tanzania, 2017 (afro.who.int/news)",
    ),
    StageInfo(
        Stage.STAKEHOLDERS,
        "Bring everybody in",
        "Have every ministry and partner the plan will need at the table before anything is decided.",
        (
            "List organisations sector by sector, with mandate, influence and interest; look for empty sectors.",
            "Name one technical lead for every area, and who else is responsible, consulted and informed.",
            "Visit those with much influence and little interest first; take one page and one request.",
            "Invite Finance now, not when the budget is finished.",
        ),
        StageRole.LEAD,
        "Every area has one who is accountable, and every expected sector has at least one entry.",
        3,
        "The third edition of the JEE counts 18 named sectors, and others.",
        "Joint External Evaluation tool, third edition, footnote 13",
    ),
    StageInfo(
        Stage.PRIORITIES,
        "Set priorities",
        "Decide what matters most before anybody writes activities.",
        (
            "Ask each area for its two or three most important results, with a level to reach for each indicator.",
            "Rate by impact, feasibility and risk, each person alone first; then talk about the widest differences.",
            "Look at how the ratings spread; if most are the same, compare in pairs and force three equal bands.",
            "Give every recommendation an owner and a day.",
        ),
        StageRole.TECHNICAL_LEAD,
        "Every goal has a level, every recommendation an owner, and the ratings tell activities apart.",
        3,
        "In Cameroon most activities, 56 %, were rated of medium priority, which decides little.",
        "Lessons from Cameroon's plan (https://www.liebertpub.com/doi/10.1089/hs.2022.0032)",
    ),
    StageInfo(
        Stage.ACTIVITIES,
        "Write activities",
        "Say what will be done, by which role, where and when, and no more than can be done.",
        (
            "Draft from the action library, then strike out: what nobody would miss does not belong in the plan.",
            "Give each activity an owner role, places, dates, and the recommendation it answers.",
            "Merge what several areas plan alike, such as trainings of the same people, into one event.",
            "Send each ministry its part and merge what comes back.",
        ),
        StageRole.TECHNICAL_LEAD,
        "Every activity has an owner role, and every recommendation an activity or a reason for none.",
        6,
        "Uganda went from 264 activities for five years to 72 for one year.",
        "Evaluation of Uganda's plan 2019-21 (PubMed 36940291)",
    ),
    StageInfo(
        Stage.COST,
        "Cost the plan",
        "Know what it costs, year by year, in a way the ministry of finance can follow.",
        (
            "Agree on the price list first: per diems, salaries, fuel and the exchange rate, each with its source.",
            "Take the first estimate from the library, then refine the lines that carry most of the money.",
            "Mark what another plan already pays for, so that nothing is counted twice.",
            "Have each area read its total and sign off in the review round.",
        ),
        StageRole.FINANCE,
        "No activity is left without a cost or a reason, and every area has signed off.",
        6,
        "In Nigeria costing by workshop took a week and about 60 people, from a menu two hours of one person.",
        "Comparison of costing tools in Nigeria (https://www.liebertpub.com/doi/10.1089/hs.2019.0063)",
    ),
    StageInfo(
        Stage.RESOURCES,
        "Map the money",
        "Know who pays for what, and what nobody pays for yet.",
        (
            "Enter the budget of each ministry and of each partner: how much, which year, for what it may be used.",
            "Match sources with activities; look at the gap by area and year.",
            "Take what has no money to partners as one page, the most important first.",
            "Check when the budget calendar closes and work back from that day.",
        ),
        StageRole.FINANCE,
        "Every source the country knows of is entered, and the gap is known by area and year.",
        3,
        "Sri Lanka mapped its resources in three days with more than 70 people, Finance among them.",
        "WHO Strategic Partnership portal, Sri Lanka, May 2024 (extranet.who.int/sph)",
    ),
    StageInfo(
        Stage.VALIDATE,
        "Validate",
        "Have those who must carry the plan out say that it is theirs.",
        (
            "Settle the open comments, or write down why one stays open.",
            "Invite all sectors with the draft two weeks ahead; ask each to bring what it would change.",
            "Go through the plan area by area; record decisions, not speeches.",
            "Enter the day of the meeting and who attended.",
        ),
        StageRole.LEAD,
        "The plan is in the state “validated”; the meeting and those who attended are recorded.",
        4,
        "Kenya validated its second plan with 60 people, among them the Defence Forces, Interior and the counties.",
        "Report on the validation in Kenya (africa24tv.com)",
    ),
    StageInfo(
        Stage.ENDORSE,
        "Have it endorsed",
        "Get the decision that makes the plan binding beyond the ministry of health.",
        (
            "Prepare two pages: what it does, what it costs, what is missing, what happens without it.",
            "Find out which body decides, when it sits, and who puts the plan on its agenda.",
            "Brief each minister's adviser before the meeting.",
            "Enter who endorsed the plan, the day, and the letter or minutes.",
        ),
        StageRole.LEAD,
        "The plan is in the state “endorsed”, with the body and the day.",
        4,
        "In Sierra Leone the interministerial committee meets twice a year.",
        "Paper on Sierra Leone's second plan, Frontiers in Tropical Diseases, 2025",
    ),
    StageInfo(
        Stage.LAUNCH,
        "Launch",
        "Make the plan public, so that money and partners follow and people can ask what became of it.",
        (
            "Publish the plan and its data without the internal comments.",
            "Have the head of government or a minister present it, with those who fund it.",
            "Send each partner the part that fits its mandate, with the gap in figures.",
            "Agree on the first review before the guests leave.",
        ),
        StageRole.LEAD,
        "The plan is in the state “launched”, with the day; the public edition is online.",
        2,
        "A plan is best launched once it is costed, with its main sources of money and a plan for advocacy.",
        "WHO Benchmarks platform, page “Develop” (https://benchmarks.org/develop)",
    ),
    StageInfo(
        Stage.REVIEW,
        "Follow and review",
        "See early what is stuck, help it along, and learn for the next plan.",
        (
            "Ask each owner for a short update every month: state, what blocks it, the next step.",
            "Review by area every quarter; look at what is late, and at what never got its money.",
            "Report to ministers twice a year on one page.",
            "Every year: assess again, review the whole plan, and draft the next operational plan from it.",
        ),
        StageRole.LEAD,
        "A review of the last three months is recorded, and no activity is late without a reason.",
        52,
        "Nigeria had all 19 areas update their activities in two days, with a new list of leads and a log of problems.",
        "Nigeria Centre for Disease Control (ncdc.gov.ng/reports/weekly/2021/5/20)",
    ),
)

STAGES: Mapping[Stage, StageInfo] = {info.stage: info for info in _ALL}


def stage_texts() -> Iterator[str]:
    """Give every text of the stages that needs a translation, the names of stages and roles among them."""
    for info in STAGES.values():
        yield from info.texts()
    yield from (str(stage) for stage in Stage)
    yield from (str(role) for role in StageRole)
