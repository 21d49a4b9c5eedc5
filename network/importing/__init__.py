"""Taking in another forum from users.jsonl, topics.jsonl, threads.jsonl and posts.jsonl (docs/import.md).

Every batch is a transaction that also notes which source ids it took: a run that was killed is simply started again.
"""

from pathlib import Path

from network.features.threads.models import Thread
from network.features.topics.models import Topic
from network.importing.job import Job
from network.importing.members import authors, take_members
from network.importing.posts import PostCheck, PostWriter, in_order
from network.importing.report import KINDS, Report
from network.importing.threads import ThreadCheck
from network.importing.topics import take_topics


def missing_files(folder: Path) -> list[str]:
    """Which of the four files are not there."""
    return [f"{kind}s.jsonl" for kind in KINDS if not (folder / f"{kind}s.jsonl").is_file()]


def take(job: Job) -> Report:
    """Import what is not there yet; the report says what was taken and what was refused."""
    take_members(job)
    take_topics(job)
    writers, subjects = authors(job), job.local_ids("topic", Topic)
    new = list(job.new("thread", job.known_ids("thread"), ThreadCheck(subjects, writers)))
    known = job.local_ids("thread", Thread)
    check = PostCheck({thread.source_id for thread in new} | known.keys(), writers)
    posts = list(job.new("post", job.known_ids("post"), check))
    PostWriter(job, new, known).take(in_order(posts))
    return job.report
