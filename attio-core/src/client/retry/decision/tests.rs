//! Every row of the table.

use super::*;

const ATTEMPT: Attempt = Attempt {
    known: Known::Lost,
    idempotent: true,
    failures: 1,
    refusals: 1,
    doubted_before: false,
    misdirected_before: false,
    asked: None,
    left: Duration::from_secs(100),
    least: Duration::from_secs(1),
    budget: true,
};

/// Decides with 0.5 as the random number.
fn decided(attempt: Attempt) -> Decision {
    decide(&attempt, &RetryPolicy::default(), 0.5)
}

fn again(milliseconds: u64) -> Decision {
    Decision::Retry(Duration::from_millis(milliseconds))
}

#[test]
fn each_failure_is_retried_only_if_that_is_safe() {
    let may = Decision::Stop(Stop::MayHaveApplied);
    let no = Decision::Stop(Stop::Final);
    // (known, idempotent, not idempotent)
    for (known, idempotent, other) in [
        (Known::NotSent, again(50), again(50)),
        (Known::CannotConnect, no, no),
        (Known::NotProcessed, again(50), again(50)),
        (Known::Misdirected, again(50), again(50)),
        (Known::RateLimited, again(75), again(75)),
        (Known::WriteConflict, again(50), again(50)),
        (Known::DoubtedToken, again(50), again(50)),
        (Known::ServerFailed, again(50), may),
        (Known::Lost, again(50), may),
        (Known::Answered, no, no),
    ] {
        assert_eq!(decided(Attempt { known, ..ATTEMPT }), idempotent, "{known:?}");
        let attempt = Attempt { known, idempotent: false, ..ATTEMPT };
        assert_eq!(decided(attempt), other, "{known:?}, not idempotent");
    }
}

#[test]
fn a_doubted_token_is_retried_once() {
    let attempt = Attempt { known: Known::DoubtedToken, doubted_before: true, ..ATTEMPT };
    assert_eq!(decided(attempt), Decision::Stop(Stop::Final));
}

#[test]
fn a_misdirected_request_is_retried_once() {
    let attempt = Attempt { known: Known::Misdirected, misdirected_before: true, ..ATTEMPT };
    assert_eq!(decided(attempt), Decision::Stop(Stop::Final));
}

#[test]
fn the_backoff_is_random_up_to_a_bound_that_doubles() {
    for (failures, milliseconds) in [(1, 100), (2, 200), (3, 400), (4, 800)] {
        let attempt = Attempt { failures, ..ATTEMPT };
        let policy = RetryPolicy::default();
        assert_eq!(decide(&attempt, &policy, 0.0), again(0));
        assert_eq!(decide(&attempt, &policy, 1.0), again(milliseconds));
    }
    let policy = RetryPolicy::default().max_attempts(u32::MAX);
    for failures in [8, 20, 33, 1_000_000] {
        let attempt = Attempt { failures, ..ATTEMPT };
        assert_eq!(decide(&attempt, &policy, 1.0), again(10_000), "{failures}");
    }
}

#[test]
fn a_refusal_is_retried_at_the_requested_time_and_never_before() {
    for seconds in [1, 8, 20, 40] {
        for known in [Known::RateLimited, Known::ServerFailed] {
            let asked = Some(Duration::from_secs(seconds));
            let attempt = Attempt { known, asked, ..ATTEMPT };
            let policy = RetryPolicy::default();
            assert_eq!(decide(&attempt, &policy, 0.0), again(seconds * 1000));
            assert_eq!(decide(&attempt, &policy, 1.0), again(seconds * 1000 + 50));
        }
    }
}

#[test]
fn a_refusal_without_a_time_is_never_retried_at_once() {
    let policy = RetryPolicy::default();
    for (refusals, least, most) in [(1, 50, 100), (3, 200, 400), (50, 5_000, 10_000)] {
        let attempt = Attempt { known: Known::RateLimited, refusals, ..ATTEMPT };
        assert_eq!(decide(&attempt, &policy, 0.0), again(least));
        assert_eq!(decide(&attempt, &policy, 1.0), again(most));
    }
}

#[test]
fn a_wait_that_does_not_fit_is_not_begun() {
    for (known, asked) in [
        (Known::RateLimited, Duration::from_secs(3600)),
        (Known::RateLimited, Duration::from_secs(100)),
        (Known::RateLimited, Duration::MAX),
        (Known::ServerFailed, Duration::from_secs(3600)),
    ] {
        let attempt = Attempt { known, asked: Some(asked), ..ATTEMPT };
        let Decision::Stop(Stop::Deadline { wait, left }) = decided(attempt) else {
            panic!("{known:?} {asked:?}")
        };
        assert!(wait >= asked);
        assert_eq!(left, ATTEMPT.left);
    }
    let attempt = Attempt { left: Duration::from_millis(50), ..ATTEMPT };
    assert!(matches!(decided(attempt), Decision::Stop(Stop::Deadline { .. })));
}

#[test]
fn a_wait_leaves_time_for_the_attempt() {
    // The wait is 75 ms.
    for (known, left, fits) in [
        (Known::RateLimited, 1_075, false),
        (Known::RateLimited, 1_076, true),
        // The wait is 50 ms.
        (Known::Lost, 1_050, false),
        (Known::Lost, 1_051, true),
        (Known::Lost, 900, false),
    ] {
        let attempt = Attempt { known, left: Duration::from_millis(left), ..ATTEMPT };
        assert_eq!(matches!(decided(attempt), Decision::Retry(_)), fits, "{known:?} {left}");
    }
}

#[test]
fn the_least_time_of_an_attempt_is_a_second_and_never_much_of_a_short_deadline() {
    let milliseconds = Duration::from_millis;
    for (timeout, deadline, expected) in
        [(30_000, 120_000, 1_000), (30_000, 2_000, 200), (400, 120_000, 400), (30_000, 0, 0)]
    {
        let least = least(milliseconds(timeout), milliseconds(deadline));
        assert_eq!(least, milliseconds(expected), "{timeout} {deadline}");
    }
}

#[test]
fn attempts_and_budget_end_it_but_not_after_a_refusal() {
    let most = Attempt { failures: 5, ..ATTEMPT };
    assert_eq!(decided(most), Decision::Stop(Stop::Attempts));
    let poor = Attempt { budget: false, ..ATTEMPT };
    assert_eq!(decided(poor), Decision::Stop(Stop::Budget));
    let refused =
        Attempt { known: Known::RateLimited, failures: 9, refusals: 1, budget: false, ..ATTEMPT };
    assert_eq!(decided(refused), again(75));
}

#[test]
fn nothing_is_retried_if_retries_are_off() {
    for known in
        [Known::NotSent, Known::RateLimited, Known::WriteConflict, Known::DoubtedToken, Known::Lost]
    {
        let decision = decide(&Attempt { known, ..ATTEMPT }, &RetryPolicy::off(), 0.5);
        assert_eq!(decision, Decision::Stop(Stop::Attempts), "{known:?}");
    }
}
