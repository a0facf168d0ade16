//! The fault table, with fewer creates per cell than the command `fault_table`.

use attio_core::{AttioRecord, Outcome, RetryPolicy};
use attio_emulator::Fault;
use attio_tests::fault_table::adversarial::{self, attacks, cells};
use attio_tests::fault_table::{
    End, Figures, Kind, Peer, Repeats, Row, Rows, cases, count, orderly, peers,
};
use attio_tests::people::Worker;
use attio_tests::{Transport, client_of, size, start_emulator};
use futures_util::stream::{self, StreamExt};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_duplicates_or_loses_a_record() {
    check_all(Rows::Records).await;
}

/// An assert by parent is retried, and a plain create of unknown outcome stays unknown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_duplicates_or_loses_an_entry() {
    check_all(Rows::Entries).await;
}

async fn check_all(rows: Rows) {
    let creates = size(200, 40);
    // Most of the time is spent waiting, so several rows run at once.
    let all = stream::iter(cases()).map(async |case| Row::of(rows, &case, creates, 8).await);
    let all: Vec<_> = all.buffer_unordered(8).collect().await;
    assert_eq!(all.len(), cases().len());
    let (mut unknown, mut asserts) = (0, 0);
    for row in all {
        assert_eq!(row.wrong(), [""; 0]);
        for (kind, figures) in &row.cells {
            // A cell without a hit would show nothing; the emulator's dice are the same each time.
            assert!(figures.hit > 0, "{} met nothing under {}", kind.name(), row.name);
            assert!(figures.ok > 0 && figures.creates == creates, "{}: {figures:?}", row.name);
            match kind {
                Kind::Create => unknown += figures.unknown,
                Kind::Assert => asserts += figures.unknown,
                Kind::CreateOrReconcile | Kind::Bulk => {}
            }
        }
    }
    assert!(unknown > creates, "lost creates without a unique attribute are unknown: {unknown}");
    assert_eq!(asserts, 0, "lost asserts are retried");
}

/// A subset of the cells of the command `adversarial_table` that covers each row, kind, state of
/// the clocks and owner of other records.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_faked_evidence_nothing_is_duplicated_lost_or_misreported() {
    under_faked_evidence(Rows::Records).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_faked_evidence_no_entry_is_duplicated_lost_or_misreported() {
    under_faked_evidence(Rows::Entries).await;
}

async fn under_faked_evidence(rows: Rows) {
    // Coprime to the numbers of rows, kinds and owners.
    let (creates, each) = (size(200, 12), usize::try_from(size(1, 13)).expect("a step"));
    let all = cells(&attacks(rows));
    let cells = all.into_iter().step_by(each).map(|cell| adversarial::cell(cell, creates, 12));
    let cells: Vec<_> = stream::iter(cells).buffer_unordered(12).collect().await;
    for attack in attacks(rows) {
        let of_row: Vec<_> = cells.iter().filter(|cell| cell.attack == attack.name).collect();
        let hit: u64 = of_row.iter().map(|cell| cell.tally.hit).sum();
        assert!(hit > 0, "{} met nothing in {} cells", attack.name, of_row.len());
    }
    let wrong: Vec<_> = cells.iter().filter(|cell| !cell.tally.is_right()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Over HTTPS, each unknown outcome has an attempt that the emulator reset. Over HTTP, the same
/// faults close connections, which proves nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_possibly_processed_creates_are_unknown() {
    let creates = size(10_000, 300);
    for rows in Rows::ALL {
        let row = Row::of(rows, &orderly(), creates, 64).await;
        println!("{row}");
        assert_eq!(row.wrong(), [""; 0]);
        for (kind, figures) in &row.cells {
            // Two of nine requests meet a fault.
            assert!(figures.hit * 9 > creates, "{}: {figures:?}", kind.name());
            assert!(figures.ok * 2 > creates, "{}: {figures:?}", kind.name());
        }
    }
}

/// Checks the count of the test above with wrong outcomes.
#[tokio::test]
async fn an_unknown_outcome_needs_an_attempt_that_may_have_been_processed() {
    let is_https = Transport::of_the_process() == Transport::Https;
    let never_processed = if is_https { Outcome::NotApplied } else { Outcome::Unknown };
    for (fault, outcome) in [
        (Fault::RefuseStream, never_processed),
        (Fault::GoAway, never_processed),
        (Fault::ResetBeforeApplying, Outcome::Unknown),
        (Fault::ApplyThenReset, Outcome::Unknown),
    ] {
        let attio = start_emulator();
        let client = client_of(&attio).retry(RetryPolicy::off()).build().expect("a client");
        client.whoami().await.expect("a connection");
        attio.inject(fault.clone().once());
        let error = Worker::numbered(0).create(&client).await.expect_err("it fails");
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{fault}: {error}");
        let key = |number| Worker::numbered(number).job_title;
        // Create 1 was never sent. Over HTTP, the log may lack a request whose body was not read.
        let figures = count(&attio, Rows::Records, key, &[Some(End::Unknown); 2], !is_https).await;
        let unfounded = u64::from(is_https) + u64::from(outcome == Outcome::NotApplied);
        assert_eq!((figures.unknown, figures.unfounded), (2, unfounded), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handwritten_clients_duplicate_or_lose_where_ours_does_not() {
    const CREATES: u64 = 10;
    let rows = peers(CREATES).await;
    let under = |peer: Peer| {
        let row = rows.iter().find(|row| row.peer == peer).expect("it is in the table");
        let [applied_drop, applied_503, refused] = row.cells[..] else { panic!("three faults") };
        assert!(row.cells.iter().all(|cell| cell.hit >= CREATES), "{row}");
        ([applied_drop, applied_503], refused)
    };
    let by_hand = |repeats, is_unique| Peer::ByHand { repeats, is_unique };
    let all_ok = |figures: Figures| {
        Figures { hit: 0, ..figures }
            == Figures { creates: CREATES, ok: CREATES, ..Figures::default() }
    };

    // It loses everything that was stored, and does not retry a 429.
    let (applied, refused) = under(by_hand(Repeats::Nothing, false));
    assert!(applied.iter().all(|cell| cell.lost == CREATES && cell.duplicated == 0));
    assert!(refused.not_applied == CREATES && refused.lost == 0);
    let (applied, refused) = under(by_hand(Repeats::RateLimited, false));
    assert!(applied.iter().all(|cell| cell.lost == CREATES) && all_ok(refused));
    // It duplicates everything, or conflicts with its own record.
    let (applied, _) = under(by_hand(Repeats::Everything, false));
    assert!(applied.iter().all(|cell| cell.duplicated == CREATES));
    let (applied, _) = under(by_hand(Repeats::Everything, true));
    assert!(applied.iter().all(|cell| cell.lost == CREATES));

    for kind in Kind::ALL {
        let (applied, refused) = under(Peer::Ours(kind));
        assert!(all_ok(refused), "a 429 is always retried: {refused:?}");
        for cell in applied {
            assert_eq!((cell.duplicated, cell.lost), (0, 0), "{}", kind.name());
            assert!(if kind.is_unique() { all_ok(cell) } else { cell.unknown == CREATES });
        }
    }
}
