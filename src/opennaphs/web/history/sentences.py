"""What was done, in a sentence for people: one for each action. A guard test wants one for every action there is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

Sentences = Mapping[str, str | Promise]
PEOPLE: Sentences = {
    "open_country": _("Opened the workbench for {label}"),
    "give_role": _("Gave a role: {label}"),
    "end_role": _("Ended a role: {label}"),
    "invite_person": _("Invited {label}"),
    "withdraw_invitation": _("Withdrew the invitation of {label}"),
    "accept_invitation": _("Accepted an invitation: {label}"),
    "join_by_invitation": _("Opened an account: {label}"),
    "renew_password": _("Set a new password for {label}"),
    "write_hand_over_note": _("Wrote a hand-over note: {label}"),
    "create_key": _("Made a key for a program: {label}"),
    "revoke_key": _("Took back the key of a program: {label}"),
}
ASSESSING: Sentences = {
    "create_assessment": _("Began the assessment {label}"),
    "edit_assessment": _("Changed the assessment {label}"),
    "remove_assessment": _("Removed the assessment {label}"),
    "restore_assessment": _("Brought back the assessment {label}"),
    "enter_scores": _("Entered the score {label}"),
    "import_scores": _("Imported scores: {label}"),
    "preview_scores": _("Looked at scores before importing them: {label}"),
    "keep_comparison_set": _("Kept countries to compare with: {label}"),
    "remove_comparison_set": _("Removed countries to compare with: {label}"),
    "create_recommendation": _("Entered the recommendation “{label}”"),
    "edit_recommendation": _("Changed the recommendation “{label}”"),
    "answer_recommendation": _("Linked activities to the recommendation “{label}”"),
    "settle_recommendation": _("Settled the recommendation “{label}”"),
    "remove_recommendation": _("Removed the recommendation “{label}”"),
    "import_recommendations": _("Imported the recommendation “{label}”"),
    "preview_recommendations": _("Looked at recommendations before importing them: {label}"),
}
PLANNING: Sentences = {
    "create_plan": _("Created the plan “{label}”"),
    "edit_plan": _("Changed the plan “{label}”"),
    "remove_plan": _("Removed the plan “{label}”"),
    "move_plan": _("Moved the plan “{label}” to another state"),
    "preview_plan": _("Looked at a plan before importing it: {label}"),
    "recost_plan": _("Costed afresh: {label}"),
    "set_goal": _("Set a goal: {label}"),
    "add_library_activities": _("Added activities from the library: {label}"),
    "carry_plan_forward": _("Carried unfinished work forward: {label}"),
    "take_plan": _("Took over the plan “{label}” from a file"),
    "create_activity": _("Created the activity {label}"),
    "edit_activity": _("Changed the activity {label}"),
    "change_activities": _("Changed several activities at once: {label}"),
    "duplicate_activity": _("Copied an activity: {label}"),
    "move_activity": _("Moved the activity {label} in the order"),
    "merge_activities": _("Merged activities: {label}"),
    "remove_activities": _("Removed the activity {label}"),
    "restore_activity": _("Brought back the activity {label}"),
    "edit_cost_lines": _("Changed the cost lines of {label}"),
    "report_progress": _("Reported progress on {label}"),
}
ENGAGING: Sentences = {
    "add_stakeholder": _("Entered the stakeholder {label}"),
    "edit_stakeholder": _("Changed the stakeholder {label}"),
    "preview_stakeholders": _("Looked at stakeholders before importing them: {label}"),
    "import_stakeholders": _("Imported the stakeholder {label}"),
    "remove_stakeholder": _("Removed the stakeholder {label}"),
    "share_out_area": _("Shared out an area: {label}"),
    "add_committee": _("Entered the committee {label}"),
    "edit_committee": _("Changed the committee {label}"),
    "remove_committee": _("Removed the committee {label}"),
    "add_meeting": _("Entered the meeting {label}"),
    "edit_meeting": _("Changed the meeting {label}"),
    "remove_meeting": _("Removed the meeting {label}"),
    "add_action_item": _("Entered what a meeting asked for: {label}"),
    "edit_action_item": _("Changed what a meeting asked for: {label}"),
    "finish_action_item": _("Finished what a meeting asked for: {label}"),
    "remove_action_item": _("Removed what a meeting asked for: {label}"),
    "add_comment": _("Wrote in the discussion: {label}"),
    "settle_comment": _("Settled a comment: {label}"),
    "reopen_comment": _("Opened a comment again: {label}"),
    "withdraw_comment": _("Withdrew a comment: {label}"),
    "see_mentions": _("Read where they were mentioned"),
    "open_review_round": _("Opened the review round {label}"),
    "close_review_round": _("Closed the review round {label}"),
    "sign_off_area": _("Answered for an area in the review: {label}"),
    "export_package": _("Sent out the package of a ministry: {label}"),
    "merge_package": _("Merged the package of a ministry: {label}"),
    "receive_package": _("Received the package of a ministry: {label}"),
}
RUNNING: Sentences = {
    "record_stage": _("Recorded the stage {label}"),
    "revert_row": _("Went back to an earlier version of {label}"),
    "clear_leftovers": _("Cleared away old previews and files: {label}"),
    "start_job": _("Started: {label}"),
    "restart_job": _("Started again: {label}"),
    "give_up_job": _("Gave up: {label}"),
}
FUNDING: Sentences = {
    "add_source": _("Added the funding source “{label}”"),
    "edit_source": _("Changed the funding source “{label}”"),
    "remove_source": _("Removed the funding source “{label}”"),
    "add_support": _("Added the support {label}"),
    "edit_support": _("Changed the support {label}"),
    "remove_support": _("Removed the support {label}"),
    "validate_support": _("Validated the support {label}"),
    "send_back_support": _("Sent back the support {label}"),
    "record_transaction": _("Recorded money: {label}"),
    "take_back_transaction": _("Took back money: {label}"),
    "set_rates": _("Set the rates of the money: {label}"),
    "keep_funding": _("Took over the money of a plan: {label}"),
    "preview_mapping": _("Looked at a resource mapping before taking it over: {label}"),
    "take_mapping": _("Took over from a resource mapping: {label}"),
    "open_mapping_round": _("Opened the mapping round “{label}”"),
    "edit_mapping_round": _("Changed the mapping round “{label}”"),
    "close_mapping_round": _("Closed the mapping round “{label}”"),
}
ADVOCATING: Sentences = {
    "add_health_event": _("Entered the health event {label}"),
    "edit_health_event": _("Changed the health event {label}"),
    "remove_health_event": _("Removed the health event {label}"),
    "add_budget_moment": _("Entered in the budget calendar: {label}"),
    "edit_budget_moment": _("Changed in the budget calendar: {label}"),
    "remove_budget_moment": _("Removed from the budget calendar: {label}"),
    "add_advocacy_step": _("Planned an advocacy step: {label}"),
    "edit_advocacy_step": _("Changed the advocacy step {label}"),
    "finish_advocacy_step": _("Finished the advocacy step {label}"),
    "remove_advocacy_step": _("Removed the advocacy step {label}"),
}
PUBLISHING: Sentences = {
    "freeze_plan": _("Froze the plan {label}"),
    "release_publication": _("Made public: {label}"),
    "withdraw_publication": _("Withdrew the publication {label}"),
}
FOLLOWING: Sentences = {
    "add_milestone": _("Added the milestone “{label}”"),
    "edit_milestone": _("Changed the milestone “{label}”"),
    "pass_milestone": _("Said whether a milestone is passed: “{label}”"),
    "remove_milestone": _("Removed the milestone “{label}”"),
    "add_result_indicator": _("Added the result indicator “{label}”"),
    "edit_result_indicator": _("Changed the result indicator “{label}”"),
    "remove_result_indicator": _("Removed the result indicator “{label}”"),
    "record_result_value": _("Recorded a value of a result: {label}"),
    "preview_progress": _("Looked at updates before importing them: {label}"),
    "import_progress": _("Imported progress of {label}"),
    "keep_follow_up": _("Kept what was reported with the plan “{label}”"),
    "make_update_links": _("Made a link for updates: {label}"),
    "withdraw_update_link": _("Withdrew a link for updates: {label}"),
}
REVIEWING: Sentences = {
    "plan_progress_review": _("Planned the progress review {label}"),
    "edit_progress_review": _("Changed the progress review {label}"),
    "hold_progress_review": _("Recorded the progress review {label}"),
    "remove_progress_review": _("Removed the progress review {label}"),
    "take_lesson": _("Took a lesson of {label} into the register"),
    "make_feed_key": _("Made a calendar feed: {label}"),
    "withdraw_feed_key": _("Withdrew a calendar feed: {label}"),
    "remind_people": _("Reminded people: {label}"),
}
SENTENCES: Sentences = {
    **PEOPLE,
    **ASSESSING,
    **PLANNING,
    **ENGAGING,
    **RUNNING,
    **FUNDING,
    **ADVOCATING,
    **PUBLISHING,
    **FOLLOWING,
    **REVIEWING,
}

SUBJECTS: Sentences = {
    "activityrecord": _("activity"),
    "goalrecord": _("goal"),
    "planrecord": _("plan"),
    "assessmentrecord": _("assessment"),
    "score": _("score"),
    "comparisonset": _("countries to compare with"),
    "recommendation": _("recommendation"),
    "stakeholderrecord": _("stakeholder"),
    "committee": _("committee"),
    "meeting": _("meeting"),
    "actionitem": _("action of a meeting"),
    "stagerecord": _("stage"),
    "reviewround": _("review round"),
    "signoff": _("sign-off"),
    "comment": _("comment"),
    "mention": _("mention"),
    "roleassignment": _("role"),
    "invitation": _("invitation"),
    "handovernote": _("hand-over note"),
    "countrydesk": _("country"),
    "job": _("job"),
    "importpreview": _("import"),
    "sectorpackagerecord": _("package"),
    "authtoken": _("key of a program"),
    "fundingsourcerecord": _("funding source"),
    "supportrecord": _("support"),
    "transactionrecord": _("transaction"),
    "fundingbasis": _("rates of the money"),
    "mappinground": _("mapping round"),
    "progressupdaterecord": _("progress update"),
    "milestonerecord": _("milestone"),
    "resultindicatorrecord": _("result indicator"),
    "resultvaluerecord": _("measured value"),
    "progressreviewrecord": _("progress review"),
    "updatelink": _("link for updates"),
    "feedkey": _("calendar feed"),
    "remindersent": _("reminder"),
    "publication": _("publication"),
    "healtheventrecord": _("health event"),
    "budgetmoment": _("entry of the budget calendar"),
    "advocacystep": _("advocacy step"),
}


def sentence_of(action: str, label: str) -> str:
    """Say what was done to what; an action nobody has words for is told by its name."""
    if action in SENTENCES:
        return str(SENTENCES[action]).replace("{label}", label)
    return _now("Did something else (%(action)s): %(label)s") % {"action": action.replace("_", " "), "label": label}


def action_word(action: str) -> str:
    """Give an action as a choice in a list."""
    return str(SENTENCES[action]).replace("{label}", "…") if action in SENTENCES else action.replace("_", " ")


def subject_word(subject: str) -> str:
    """Give a kind of row as a word."""
    return str(SUBJECTS.get(subject, subject))
