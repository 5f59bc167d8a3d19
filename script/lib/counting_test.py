"""The counting behind script/test: nothing that failed, died or was skipped may look like a pass."""

import json
import unittest

from counting import gtest_cases, read
from programs import failed_steps

PASSING = """\
[==========] Running 2 tests from 1 test suite.
[ RUN      ] Money.adds
[       OK ] Money.adds (0 ms)
[ RUN      ] Money.refuses_another_currency
[       OK ] Money.refuses_another_currency (0 ms)
[  PASSED  ] 2 tests.
"""


def report(**states):
    cases = []
    for name, state in states.items():
        case = {"name": name, "status": "RUN", "result": "COMPLETED"}
        if state == "failed":
            case["failures"] = [{"failure": "why"}]
        if state == "skipped":
            case["result"] = "SKIPPED"
        if state == "left out":
            case |= {"status": "NOTRUN", "result": "SUPPRESSED"}
        cases.append(case)
    return json.dumps({"testsuites": [{"name": "Money", "testsuite": cases}]})


def numbers(outcome):
    return outcome.passed, outcome.failed, outcome.skipped


class Counting(unittest.TestCase):
    def test_all_passed(self):
        self.assertEqual(numbers(read(PASSING, report(adds="passed", refuses="passed"), None)), (2, 0, 0))

    def test_without_a_report_the_text_counts(self):
        self.assertEqual(numbers(read(PASSING, None, None)), (2, 0, 0))

    def test_failed_case_is_shown_with_its_output(self):
        text = PASSING.replace("[       OK ] Money.adds", "money_test.cpp:3: Failure\n[  FAILED  ] Money.adds")
        outcome = read(text, report(adds="failed", refuses="passed"), "exit status 1")
        self.assertEqual(numbers(outcome), (1, 1, 0))
        self.assertEqual(outcome.failures, [("Money.adds", "money_test.cpp:3: Failure")])

    def test_a_program_that_dies_fails_the_case_it_was_in(self):
        text = PASSING.split("[       OK ] Money.refuses")[0] + "==1==ERROR: AddressSanitizer"
        outcome = read(text, None, "killed by SIGABRT")
        self.assertEqual(numbers(outcome), (1, 1, 0))
        self.assertIn("AddressSanitizer", outcome.failures[0][1])
        self.assertEqual(outcome.failures[0][0], "Money.refuses_another_currency")

    def test_a_leak_reported_after_the_last_case_fails(self):
        outcome = read(PASSING, report(adds="passed", refuses="passed"), "exit status 1")
        self.assertEqual(numbers(outcome), (2, 1, 0))

    def test_skips_keep_their_reason(self):
        text = (
            "[ RUN      ] Import.online_retail\nimport_test.cpp:9: Skipped\nno data set found\n\n"
            "[  SKIPPED ] Import.online_retail (0 ms)\n"
        )
        outcome = read(text, None, None)
        self.assertEqual(numbers(outcome), (0, 0, 1))
        self.assertEqual(outcome.skips, [("Import.online_retail", "no data set found")])

    def test_cases_left_out_by_a_filter_do_not_count(self):
        self.assertEqual(numbers(read(PASSING, report(adds="passed", refuses="left out"), None)), (1, 0, 0))

    def test_parameterised_failure_is_found(self):
        text = "[ RUN      ] A/B.c/0\nwhy\n[  FAILED  ] A/B.c/0, where GetParam() = 3 (0 ms)\n"
        self.assertEqual(list(gtest_cases(text)), [("A/B.c/0", "failed", ["why"])])

    def test_last_line_of_other_programs_counts(self):
        self.assertEqual(numbers(read("1 passed, 0 failed\n5 passed, 2 failed, 1 skipped\n", None, "exit status 1")), (5, 2, 1))

    def test_unittest_counts(self):
        text = "Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=2)\n"
        self.assertEqual(numbers(read(text, None, "exit status 1")), (3, 2, 2))

    def test_good_counts_with_a_bad_exit_fail(self):
        self.assertEqual(numbers(read("5 passed, 0 failed\n", None, "exit status 3")), (5, 1, 0))

    def test_silent_programs_are_one_case(self):
        self.assertEqual(numbers(read("", None, None)), (1, 0, 0))
        self.assertEqual(numbers(read("", None, "ended after 900 s")), (0, 1, 0))


class Building(unittest.TestCase):
    def test_each_broken_step_is_named(self):
        text = (
            "[1/3] Building CXX object a.o\nFAILED: a.o \n/usr/bin/c++ -c a.cpp\na.cpp:1: error: no\n"
            "[2/3] Building CXX object b.o\nFAILED: [code=1] b.o \n/usr/bin/c++ -c b.cpp\nb.cpp:2: error: no\n"
            "ninja: build stopped: cannot make progress due to previous errors.\n"
        )
        self.assertEqual(failed_steps(text), [("a.o", ["a.cpp:1: error: no"]), ("b.o", ["b.cpp:2: error: no"])])


if __name__ == "__main__":
    unittest.main()
