"""Every function that is calculated: what it shows, and where it admits a doubt."""

from __future__ import annotations

import pytest

from kaohe_xl.books.formulas.library import FUNCTIONS, MODULES, OF_DATES
from kaohe_xl.books.formulas.rawvalues import UNTOLD, Cell
from kaohe_xl.books.formulas.vocabulary import KNOWN
from kaohe_xl.books.grid import ErrorValue
from tests.books.formulas.sums import column, result

DIV, NA, VALUE = ErrorValue("#DIV/0!"), ErrorValue("#N/A"), ErrorValue("#VALUE!")
CELLS: dict[str, Cell] = {
    **column([10, 20.5, None, "未报", 30], "A"),
    **column(["城区", "郊县", "城区", "郊县", "城区"], "B"),
    **column([1, 2, 3, 4, 5], "C"),
    **column(["甲镇", "乙镇", "丙镇", "a*c", "ABC"], "D"),
    **column([DIV, True, "12", "", 92.43999999999996], "E"),
    **column([40847, 40694, 40908.5], "F"),
}

SURE: list[tuple[str, Cell]] = [
    ("SUM(A1:A5,2)", 62.5), ("SUM(A:A)", 60.5), ("SUM((A1:A2,C1))", 31.5), ("SUM(目标值)", 30.5), ("AVERAGE(A1:A5)", 60.5 / 3),
    ("AVERAGE(A3:A4)", DIV), ("MAX(A1:A5)", 30), ("MIN(A1:A5)", 10), ("MAX(A3)", 0), ("PRODUCT(C1:C3)", 6), ("SUMSQ(C1:C3)", 14),
    ("MEDIAN(C1:C4)", 2.5), ("MEDIAN(C1:C5)", 3), ("STDEV(C1:C5)", 1.5811388300841898), ("STDEV.P(C1:C3)", 0.816496580927726),
    ("VAR(C1:C5)", 2.5), ("VARP(C1:C2)", 0.25), ("STDEV(C1)", DIV), ("COUNT(A1:A5)", 3), ("COUNTA(A1:A5)", 4), ("COUNTBLANK(A1:A5)", 1),
    ("COUNTBLANK(A:A)", 1_048_572), ("LARGE(C1:C5,2)", 4), ("SMALL(C1:C5,2)", 2), ("RANK(C2,C1:C5)", 4), ("RANK(C2,C1:C5,1)", 2),
    ("RANK.EQ(C2,$C$1:$C$5,0)", 4), ("SUBTOTAL(9,C1:C5)", 15), ("SUBTOTAL(101,C1:C5)", 3), ("SUBTOTAL(2,A1:A5)", 3), ("SUBTOTAL(3,A1:A5)", 4),
    ("SUMPRODUCT(A1:A2,C1:C2)", 51), ("SUMPRODUCT((B1:B5=\"城区\")*C1:C5)", 9), ("SUMPRODUCT(--(C1:C5>2))", 3), ("SUMPRODUCT(C1:C2,C1:C3)", VALUE),
    ("SUMPRODUCT((C$1:C$5>C2)/COUNTIF(C$1:C$5,C$1:C$5))+1", 4), ("SUM(E1,1)", DIV), ("SUM(一月:三月!B2)", 0),
    ("COUNTIF(B1:B5,\"城区\")", 3), ("COUNTIF(B:B,\"城*\")", 3), ("COUNTIF(B1:B5,\"?县\")", 2), ("COUNTIF(C1:C5,\">=3\")", 3), ("COUNTIF(C1:C5,\">\"&C2)", 3),
    ("COUNTIF(C1:C5,3)", 1), ("COUNTIF(C1:C5,\"<>3\")", 4), ("COUNTIF(B1:B5,\"<>城区\")", 2), ("COUNTIF(A1:A5,\"\")", 1), ("COUNTIF(A1:A5,\"<>\")", 4),
    ("COUNTIFS(B1:B5,\"城区\",C1:C5,\">1\")", 2), ("COUNTIFS(B1:B5,\"城区\",C1:C4,1)", VALUE), ("SUMIF(B1:B5,\"城区\",C1:C5)", 9), ("SUMIF(B1:B5,\"城区\",C1)", 9),
    ("SUMIF(C1:C5,\">2\")", 12), ("SUMIFS(C:C,B:B,\"郊县\",C:C,\">2\")", 4), ("AVERAGEIF(B1:B5,\"郊县\",C1:C5)", 3), ("AVERAGEIFS(C1:C5,B1:B5,\"区\")", DIV),
    ("MAXIFS(C1:C5,B1:B5,\"郊县\")", 4), ("MINIFS(C1:C5,B1:B5,\"郊县\")", 2),
    ("IF(C1=1,\"达标\",\"未达标\")", "达标"), ("IF(C1>1,1)", False), ("SUM(IF(TRUE,C1:C3,C4))", 6), ("IFERROR(1/0,\"-\")", "-"), ("IFERROR(C2,0)", 2), ("IFNA(MATCH(\"x\",D1:D5,0),\"无\")", "无"),
    ("IFNA(1/0,2)", DIV), ("IFS(C1>5,1,C1=1,2)", 2), ("IFS(C1>5,1)", NA), ("SWITCH(C2,1,\"甲\",2,\"乙\")", "乙"), ("SWITCH(C5,1,2,3)", 3), ("SWITCH(C5,1,2)", NA), ("CHOOSE(2,1,C2:C2)", 2),
    ("AND(C1=1,C2=2)", True), ("AND(C1=1,C2=3)", False), ("OR(C1=5,C2=2)", True), ("NOT(C1=5)", True), ("TRUE()", True), ("FALSE()", False), ("NA()", NA), ("AND(1/0,TRUE)", DIV),
    ("ISNUMBER(A4)", False), ("ISNUMBER(A1)", True), ("ISTEXT(A4)", True), ("ISERROR(E1)", True), ("ISNA(E1)", False), ("ISERR(E1)", True), ("ISLOGICAL(E2)", True), ("ISBLANK(A3)", True), ("ISBLANK(A4)", False), ("N(A4)", 0), ("N(C2)", 2), ("T(A4)", "未报"), ("T(C1)", ""),
    ("ROUND(2.5,0)", 3), ("ROUND(-2.5,0)", -3), ("ROUND(1.005,2)", 1.01), ("ROUND(1234.5,-2)", 1200), ("ROUND(2.675,2)", 2.68), ("ROUND(E5,1)", 92.4), ("ROUNDUP(1.21,1)", 1.3), ("ROUNDUP(3.3000000000000003,1)", 3.3), ("ROUNDDOWN(-1.29,1)", -1.2), ("TRUNC(-7.5)", -7), ("INT(-7.5)", -8),
    ("MOD(7,-3)", -2), ("MOD(-7.5,3)", 1.5), ("MOD(1,0)", DIV), ("CEILING(1.21,0.1)", 1.3), ("FLOOR(1.29,0.1)", 1.2000000000000002), ("CEILING(0.3,0.1)", 0.30000000000000004), ("ABS(-3)", 3), ("SIGN(-3)", -1), ("POWER(2,10)", 1024), ("SQRT(16)", 4), ("EXP(0)", 1), ("LN(1)", 0), ("LOG10(100)", 2), ("PI()", 3.141592653589793),
    ("INDEX(C1:C5,3)", 3), ("INDEX(B1:C5,2,2)+1", 3), ("SUM(INDEX(B1:C5,0,2))", 15), ("INDEX({1,2;3,4},2,1)", 3), ("INDEX(B1:F1,2)", 1), ("MATCH(\"乙镇\",D1:D5,0)", 2), ("MATCH(\"abc\",D:D,0)", 5), ("MATCH(9,C1:C5,0)", NA), ("MATCH(3.5,{1,2,4},1)", 2), ("MATCH(0,{1,2,4})", NA),
    ("VLOOKUP(2,C1:D5,2,FALSE)", "乙镇"), ("VLOOKUP(9,C1:D5,2,0)", NA), ("VLOOKUP(65,{0,\"不及格\";60,\"及格\";80,\"良好\"},2)", "及格"), ("HLOOKUP(1,C1:F3,2,FALSE)", 2), ("LOOKUP(0.5,{0,0.3,0.6},{\"红\",\"黄\",\"绿\"})", "黄"), ("LOOKUP(-1,{0,0.3},{1,2})", NA),
    ("ROW()", 9), ("COLUMN()", 9), ("ROW(A5)", 5), ("COLUMN(C1)", 3), ("ROWS(A2:A9)", 8), ("COLUMNS({1,2})", 2), ("COLUMNS(A:C)", 3), ("ROWS({1;2})", 2),
    ("LEN(D1)", 2), ("LEFT(D1)", "甲"), ("LEFT(D5,2)", "AB"), ("RIGHT(D1)", "镇"), ("MID(D5,2,5)", "BC"), ("MID(D5,0,1)", VALUE), ("LEFT(D5,-1)", VALUE), ("FIND(\"C\",D5)", 3), ("FIND(\"c\",D5)", VALUE), ("SEARCH(\"c\",D5)", 3), ("SUBSTITUTE(D1,\"镇\",\"街道\")", "甲街道"), ("REPLACE(D5,1,1,\"x\")", "xBC"), ("REPLACE(D5,0,1,\"x\")", VALUE), ("TRIM(\" a  b \")", "a b"), ("UPPER(\"a甲\")", "A甲"), ("LOWER(D5)", "abc"), ("REPT(\"★\",3)", "★★★"), ("CONCATENATE(D1,\"-\",C1)", "甲镇-1"), ("CONCAT(D1,C1)", "甲镇1"), ("TEXTJOIN(\"、\",TRUE,D1:D3,A3)", "甲镇、乙镇、丙镇"), ("EXACT(D5,\"abc\")", False), ("VALUE(\"12.5\")", 12.5), ("VALUE(\"甲\")", VALUE),
    ("TEXT(1234.567,\"0.00\")", "1234.57"), ("TEXT(1234.5,\"#,##0.00\")", "1,234.50"), ("TEXT(0.1234,\"0.0%\")", "12.3%"), ("TEXT(3,\"00\")", "03"), ("TEXT(-0.4,\"0\")", "0"), ("TEXT(F1,\"yyyy-mm-dd\")", "2011-10-31"), ("TEXT(F1,\"yyyy年m月d日\")", "2011年10月31日"),
    ("DATE(2011,10,31)", 40847), ("DATE(2011,14,0)", 40939), ("YEAR(F1)", 2011), ("MONTH(F1)", 10), ("DAY(F3)", 31), ("EDATE(F1,1)", 40877), ("EOMONTH(F2,0)", 40694), ("EOMONTH(F1,-1)", 40816), ("DAYS(F1,F2)", 153), ("DATEDIF(F2,F1,\"d\")", 153), ("DATEDIF(F2,F1,\"m\")", 5), ("DATEDIF(F2,F1,\"Y\")", 0), ("WEEKDAY(F1)", 2), ("WEEKDAY(F1,2)", 1), ("WEEKDAY(F1,3)", 0),
    ("-2^2", 4), ("2^-1", 0.5), ("50%", 0.5), ("\"3\"+4", 7), ("A4+1", VALUE), ("+D1", "甲镇"), ("-A3", 0), ("1/0", DIV), ("1/3&\"\"", "0.333333333333333"), ("C1&\"%\"", "1%"), ("E1&\"x\"", DIV), ("0.1+0.2=0.3", True), ("1-0.9-0.1", 0), ("E5=92.44", True), ("D1<>\"\"", True), ("SUM(表1[目标])", 0),
]  # fmt: skip

UNSURE = [
    "RANK(E5,E5:E6,0)+RANK(9,C1:C5)", "RANK(9,C1:C5)", "RANK(92.44,E3:E5)", "SUM(0.1,0.2,-0.3)", "(1-0.9-0.1)", "IF(1-0.9-0.1=0,1,2)", "\"甲\"<\"乙\"", "E2=1", "E2&\"\"", "SUM(E2:E3)", "COUNT(E2)", "ISNUMBER(E2)", "COUNTIF(E3:E4,12)", "COUNTIF(E4:E5,\"\")", "COUNTIF(E4,\"<>\")", "COUNTIF(B1:B5,\">a\")", "COUNTIF(C1:C5,A3)", "COUNTIF(C1:C5,TRUE)", "COUNTIF(C1:C5,\"1/2\")", "COUNTIF(A:A,\"<>x\")", "COUNTIF(A:A,\"\")", "SUMIF(B1:B5,\"城区\",C1:C2)",
    "E4+1", "\"5%\"+1", "SQRT(-1)", "0^0", "(-8)^(1/3)", "LN(0)", "10^400", "SMALL(C1:C5,9)", "MEDIAN(A3)", "ROUND(2.499999999999992,0)", "ROUND(C1,1.5)", "INT(2.9999999999999996)", "MOD(0.3,0.1)", "CEILING(-1,1)", "MATCH(\"a*c\",D1:D5,0)", "MATCH(A3,C1:C5,0)", "MATCH(3,C1:C5,-1)", "MATCH(2,{3,1,2},1)", "VLOOKUP(\"甲镇\",D1:D5,2,0)", "VLOOKUP(2,A1:B5,2)", "INDEX(C1:C5,9)", "IF(A4,1,2)", "IF(C1=1,,2)", "IFERROR(A3,1)", "CHOOSE(5,1,2)", "AND(A3)", "AND(A4)", "XLOOKUP(1,C1:C5,D1:D5)", "INDIRECT(\"A1\")", "TODAY()", "RAND()", "自编(1)",
    "C1:C5*2", "A1 A2", "TEXT(1,\"[红]0\")", "TEXT(A4,\"0\")", "TEXT(1,\"#,##00\")", "TEXT(F3,\"yyyy\")", "YEAR(\"2011-10-31\")", "YEAR(30)", "DATE(1850,1,1)", "DATEDIF(F1,F2,\"d\")", "WEEKDAY(F1,9)", "DATEDIF(F2,F1,\"md\")", "EDATE(F1,99999)", "LEN(\"𠮷\")", "UPPER(\"ß\")", "FIND(\"\",D1)", "SUBSTITUTE(D1,\"镇\",\"\",1)", "SEARCH(\"?\",D5)", "REPT(D1,99999)", "SUM(\"12\")", "STDEV(1,1.0000000001)", "1E15&\"\"", "0.00001&\"\"", "#REF!+1", "没有+1", "SUM()", "PI(1)", "SUBTOTAL(8,C1:C5)", "SUBTOTAL(209,C1:C5)", "ROUND(123456789012345,2.0)*ROUND(29052942842464.83,2)",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), SURE, ids=[text for text, _ in SURE])
def test_what_formulas_show(text: str, wanted: Cell) -> None:
    found = result(text, CELLS)
    if isinstance(wanted, float) and isinstance(found, float):
        assert found == pytest.approx(wanted, rel=1e-15)
    else:
        assert (found, type(found) in (bool, str, ErrorValue)) == (wanted, type(wanted) in (bool, str, ErrorValue))


@pytest.mark.parametrize("text", UNSURE)
def test_what_is_left_to_excel(text: str) -> None:
    assert result(text, CELLS) is UNTOLD


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SUM(C1:C5*C1:C5)", 55),
        ("SUM(IF(B1:B5=\"城区\",C1:C5))", 9),
        ("SUM(IF(B1:B5=\"城区\",C1:C5,0)*2)", 18),
        ("MAX(IF(C1:C5<4,C1:C5))", 3),
        ("MIN(IF(C1:C5>2,C1:C5))", 3),
        ("AVERAGE(IF(C1:C5>2,C1:C5))", 4),
        ("INDEX(D1:D5,MATCH(1,(B1:B5=\"郊县\")*(C1:C5>2),0))", "a*c"),
        ("C1:C5*2", 2),
        ("SUM(ROUND(C1:C5/3,0))", 5),
        ("SUM((C1:C3={1,2,3})*1)", 3),
    ],
)
def test_array_formulas(text: str, wanted: Cell) -> None:
    assert result(text, CELLS, kind="array") == wanted


def test_cells_in_line_with_the_formula() -> None:
    assert result("C:C*2", CELLS, place=(3, 9)) == 6
    assert result("C1:F1+1", CELLS, place=(9, 3)) == 2
    assert result("C1:D2*2", CELLS, place=(1, 9)) is UNTOLD


def test_all_functions_are_those_of_excel_and_are_tested() -> None:
    assert set(FUNCTIONS) <= KNOWN
    assert set(FUNCTIONS) >= OF_DATES
    assert len(MODULES) == 7
    said = " ".join(text for text, _ in SURE)
    synonyms = {"STDEV.S", "STDEVP", "VAR.S", "VAR.P"}
    assert [name for name in FUNCTIONS if f"{name}(" not in said and name not in synonyms] == []
