from tests.desk.bench_walk import DAY, HOUR, MONDAY, Bench
from tests.desk.case_walk import CaseWalk
from tests.way_back import PhoneCustomer, serve_phones
from tests.web.api.house import House

AT = MONDAY + 8 * DAY
#: A customer of these tests alone.
TESTED = PhoneCustomer(code="lucerne", phones=3)


def test_a_program_reads_the_bench_and_a_unit_s_whole_life(house: House) -> None:
    desk = house.desks["acme"]
    serve_phones(house.record, desk.tenant_id, TESTED)
    bench = Bench(walk=CaseWalk(database=house.record, desk=desk))
    number = bench.take_in(TESTED, "LU-1")
    bench.inspect(number, "no_fault_found", AT, note="Ran for a day.")
    listed = house.ask("desk", "GET", "/v1/bench").json()["items"]
    [line] = [one for one in listed if one["serial"] == "LU-1"]
    assert (line["case"], line["next_step"], line["wiped"]) == (number, "wipe", False)
    bench.wipe(number, AT + HOUR)
    unit = house.ask("finance", "GET", "/v1/units/lu-1").json()
    assert [one["finding"] for one in unit["findings"]] == ["no_fault_found"]
    assert [one["number"] for one in unit["wipes"]] == ["W-000001"]
    assert unit["cases"][0]["number"] == number
    elsewhere = house.ask("other tenant", "GET", "/v1/units/LU-1")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "unknown-unit")
    assert house.ask("desk", "GET", "/v1/bench/alarms").json() == {"batches": [], "units": []}
