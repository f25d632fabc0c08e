"""What the admins' pages call levels, roles and acts."""

from typing import Any

from flask_babel import lazy_gettext as _l

from elearn.people.access import Level, Role

ROLES: dict[Role, Any] = {
    Role.TRAINER: _l("Trainer"),
    Role.OFFICIAL: _l("Official"),
    Role.ADMIN: _l("Administrator"),
}

LEVELS: dict[Level, Any] = {
    Level.PROVINCE: _l("Provinces"),
    Level.CITY: _l("Cities"),
    Level.COUNTY: _l("Counties and districts"),
    Level.TOWNSHIP: _l("Townships and streets"),
    Level.VILLAGE: _l("Villages and communities"),
}

LEVEL_BELOW = {
    None: Level.PROVINCE,
    Level.PROVINCE: Level.CITY,
    Level.CITY: Level.COUNTY,
    Level.COUNTY: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.VILLAGE,
}

CHANGES: dict[str, Any] = {
    "added": _l("Unit added"),
    "renamed": _l("Unit renamed"),
    "closed": _l("Unit closed"),
    "merged": _l("Unit merged"),
    "reopened": _l("Unit opened again"),
}

# Every act that is recorded anywhere in the program; a test compares.
ACTS: dict[str, Any] = {
    "activate": _l("Activated the account"),
    "add_person": _l("Added a person"),
    "add_unit": _l("Added a unit"),
    "announce": _l("Announced in an exam"),
    "appoint": _l("Gave a role"),
    "begin_demo": _l("Began to build the demo"),
    "build_demo": _l("Built the demo"),
    "change_mobile": _l("Changed a mobile number"),
    "close_unit": _l("Closed a unit"),
    "correct_own_data": _l("Corrected own data"),
    "add_bank": _l("Opened a question bank"),
    "add_question": _l("Wrote a question"),
    "change_bank": _l("Changed the settings of a bank"),
    "edit_many": _l("Changed many questions"),
    "correct_key": _l("Corrected the key of an exam's question"),
    "mark_essay": _l("Marked an essay"),
    "edit_question": _l("Changed a question"),
    "end_appointment": _l("Set the end of a role"),
    "end_attempt": _l("Ended an exam attempt"),
    "enrol": _l("Put people on a roster"),
    "come_back": _l("Put a person back on a roster"),
    "import_roster": _l("Took a roster file over"),
    "undo_roster": _l("Took a roster file back"),
    "transfer": _l("Moved a person to another unit"),
    "ask_transfer": _l("Asked for a transfer"),
    "answer_transfer": _l("Answered a transfer"),
    "move_on_roster": _l("Moved a person on a roster"),
    "extend_time": _l("Gave more exam time"),
    "export_bank": _l("Downloaded a question bank"),
    "export_completion": _l("Downloaded completion figures"),
    "export_statistics": _l("Downloaded item statistics"),
    "export_names": _l("Downloaded a list of names"),
    "export_own_data": _l("Downloaded own data"),
    "import_questions": _l("Imported questions"),
    "send_back_question": _l("Sent a question back"),
    "set_review": _l("Set who must review"),
    "submit_question": _l("Handed a question over"),
    "undo_import": _l("Took an import back"),
    "take_back_version": _l("Took a replaced question back"),
    "import_divisions": _l("Loaded a list of divisions"),
    "issue_certificates": _l("Issued certificates"),
    "print_certificates": _l("Printed certificates"),
    "reissue_certificate": _l("Issued a certificate anew"),
    "revoke_certificate": _l("Revoked a certificate"),
    "issue_code": _l("Issued an activation code"),
    "load_bank": _l("Loaded a question bank"),
    "merge_units": _l("Merged a unit"),
    "note_integrity": _l("Looked at an integrity list"),
    "print_sheet": _l("Printed a sheet of activation codes"),
    "publish_question": _l("Published a question"),
    "release_device": _l("Let an exam device go"),
    "rename_unit": _l("Renamed a unit"),
    "reopen_unit": _l("Opened a unit again"),
    "retire_question": _l("Retired a question"),
    "accommodate": _l("Gave extra time or tries"),
    "add_exam": _l("Set a new exam"),
    "change_exam": _l("Changed a draft of an exam"),
    "change_published_exam": _l("Changed a published exam"),
    "delete_exam": _l("Deleted a draft of an exam"),
    "end_accommodation": _l("Ended extra time or tries"),
    "give_resit": _l("Gave a resit"),
    "print_exam": _l("Printed an exam paper"),
    "publish_exam": _l("Published an exam"),
    "undo_resit": _l("Took a resit back"),
    "withdraw_exam": _l("Withdrew an exam"),
    "withdraw": _l("Took a person off a roster"),
}

# What the details of an entry are called; details without a name here are for auditors with the database.
DETAILS: dict[str, Any] = {
    "name": _l("name"),
    "before": _l("before"),
    "after": _l("after"),
    "role": _l("role"),
    "starts_on": _l("from"),
    "ends_on": _l("last day"),
    "on": _l("day"),
    "successor": _l("successor"),
    "people": _l("people"),
    "minutes": _l("minutes"),
    "attempts": _l("running attempts"),
    "text": _l("text"),
    "units": _l("units"),
    "reason": _l("reason"),
    "added": _l("added"),
    "renamed": _l("renamed"),
    "closed": _l("closed"),
    "reopened": _l("opened again"),
    "version": _l("version"),
    "questions": _l("questions"),
    "file": _l("file"),
    "came_from": _l("from the unit"),
    "to": _l("to the unit"),
    "agreed": _l("agreed"),
    "whole": _l("with whole names and numbers"),
}
