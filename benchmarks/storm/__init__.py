"""Parts of exam_storm.py and exam_faults.py: learners, a client that keeps a ledger, a floor to compare with."""
