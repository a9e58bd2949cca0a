from tests.web.api.house import House

PATH = "/v1/quality-reports/fabrikam/2026-10"


def test_a_month_is_read_as_figures(house: House) -> None:
    house.a_case()
    answer = house.ask("desk", "GET", PATH)
    assert answer.status_code == 200
    facts = answer.json()
    assert (facts["customer"], facts["month"], facts["told_at"]) == (
        "fabrikam",
        "2026-10-01",
        None,
    )
    assert facts["timezone"] == "Europe/Stockholm"
    assert [one["span"] for one in facts["times"]] == ["dispatch", "delivery", "return"]
    assert (facts["cases"], facts["no_fault_percent"]) == (0, None)


def test_the_paper_and_the_table_are_files(house: House) -> None:
    paper = house.ask("customer", "GET", f"{PATH}/pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    table = house.ask("customer", "GET", f"{PATH}/csv")
    assert table.text.splitlines()[0].endswith("customer,month,figure,of,value,unit")
    assert "quality-report-fabrikam-2026-10.csv" in table.headers["content-disposition"]


def test_a_month_is_refused_by_name(house: House) -> None:
    future = house.ask("desk", "GET", "/v1/quality-reports/fabrikam/2099-01")
    assert (future.status_code, future.json()["code"]) == (404, "month-not-begun")
    shapeless = house.ask("desk", "GET", "/v1/quality-reports/fabrikam/october")
    assert shapeless.status_code == 422
    nobody = house.ask("desk", "GET", "/v1/quality-reports/nobody/2026-10")
    assert nobody.json()["code"] == "unknown-customer"


def test_each_refusal_is_described(house: House) -> None:
    assert house.client.get("/problems/month-not-begun").status_code == 200
