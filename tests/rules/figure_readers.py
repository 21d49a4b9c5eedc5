"""Where it is counted what members write, and why without the kernel where it is: for test_source."""

STATISTICS = "network/features/statistics/"
THROUGH_THE_KERNEL = {
    (STATISTICS + "activity.py", "_happened"),
    (STATISTICS + "answering.py", "_asked"),
    (STATISTICS + "answering.py", "_given"),
    (STATISTICS + "helping.py", "_pairs"),
    (STATISTICS + "spreading.py", "_told"),
}
WITHOUT_THE_KERNEL = {
    **{
        (STATISTICS + "counted.py", name): "a piece; the statements add the condition"
        for name in ("asks", "first_answer", "has_names", "is_answer", "waits")
    },
    (STATISTICS + "answering.py", "_delay"): "a piece; the statements add the condition",
    (STATISTICS + "answering.py", "_of_topic"): "a piece; the statements add the condition",
    (STATISTICS + "spreading.py", "_count"): "a piece; the statements add the condition",
    (STATISTICS + "spreading.py", "_is_taken_up"): "a piece; the statements add the condition",
    (STATISTICS + "spreading.py", "_of_topic"): "a piece; the statements add the condition",
    (STATISTICS + "spreading.py", "_methods"): "its condition is _told",
    (STATISTICS + "spreading.py", "_steps"): "its condition is _told",
}
