import cProfile, pstats, time
import pytest
from django.core.management import call_command
@pytest.mark.django_db(transaction=True, databases=["default","box"])
@pytest.mark.parametrize("n", [(2,420,420),(1,160,160)])
def test_x(n, capsys):
    t=time.process_time(); w=time.monotonic()
    p=cProfile.Profile()
    p.enable()
    call_command("demo", offices=n[0], staff=n[1], users=n[2], answer_rate=1.0)
    p.disable()
    with capsys.disabled():
        print(n, "cpu", time.process_time()-t, "wall", time.monotonic()-w)
        pstats.Stats(p).sort_stats("cumtime").print_stats(45)
