# Reads ctest's LastTest.log and sums up what the cmocka programs in it said.
#
# Writes "passed failed skipped" on the last line; before it, the output of every program in which
# something failed, in full.  A program counts one failure more when it ended badly without having
# named a failed test (it crashed, or took too long), and when it ran no test at all.

function end_of_program() {
    said = passed + failed + skipped
    if (!whole) {
        passed = running_ok
        failed = running_failed
        skipped = running_skipped
    }
    if ((!good && failed == 0) || (!whole && failed == 0) || said + running_ok == 0) {
        failed++
        text = text "\n" name (good ? ": no summary of tests" : ": crashed, or took too long") "\n"
    }
    if (failed > 0)
        printf "---- %s\n%s\n", name, text
    all_passed += passed
    all_failed += failed
    all_skipped += skipped
}

function first_number(line) {
    match(line, /[0-9]+/)
    return substr(line, RSTART, RLENGTH) + 0
}

/^[0-9]+\/[0-9]+ Test: / {
    name = $0
    sub(/^[^:]*: /, "", name)
    passed = failed = skipped = running_ok = running_failed = running_skipped = 0
    groups = ended = whole = reading = 0
    text = ""
    next
}
/^Output:$/ { reading = 1; next }
reading && /^<end of output>$/ { reading = 0; next }
reading { text = text $0 "\n" }
# The marks may stand behind what a test printed without a line end.
reading && /\[==========\] .*Running [0-9]+ test/ { groups++ }
reading && /\[==========\] .*[0-9]+ test\(s\) run\./ { ended++ }
reading && /\[       OK \] / { running_ok++ }
reading && /\[  SKIPPED \] [^0-9]/ && groups > ended { running_skipped++ }
reading && /\[  FAILED  \] [^0-9]/ && groups > ended { running_failed++ }
reading && /\[  PASSED  \] [0-9]+ test\(s\)\./ {
    sub(/.*PASSED/, ""); passed += first_number($0)
}
reading && /\[  FAILED  \] [0-9]+ test\(s\), listed below/ {
    sub(/.*FAILED/, ""); failed += first_number($0)
}
reading && /\[  SKIPPED \] [0-9]+ test\(s\), listed below/ {
    sub(/.*SKIPPED/, ""); skipped += first_number($0)
}
/^Test (Passed|Failed|timed out)/ || /^Test [A-Za-z ]+\.$/ {
    if (!reading && name != "") {
        good = /^Test Passed\.$/
        whole = groups > 0 && groups == ended
        end_of_program()
        name = ""
    }
}
END { printf "%d %d %d\n", all_passed, all_failed, all_skipped }
