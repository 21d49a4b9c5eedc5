def test_x(town):
    import time
    from tests.rules.crawl import crawl
    from tests.rules.town import ROLES
    for r in ROLES:
        a=time.process_time()
        c=crawl(town.world.client(town.people[r]), ["/"])
        print(r, len(c.visits), time.process_time()-a)
        from collections import Counter
        print(Counter(v.status for v in c))
        if r=='coordinator of A': print("\n".join(c.visits))
    print(town.invitation, town.address, town.reset)
