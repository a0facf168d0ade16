//! The fault table, with fewer creates a cell than the command `fault_table` makes.

use attio_tests::fault_table::{Figures, Kind, Peer, Repeats, Row, cases, peers};
use attio_tests::size;
use futures_util::stream::{self, StreamExt};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_no_fault_is_a_record_doubled_or_lost() {
    let creates = size(200, 40);
    // Most of the time is spent in waiting, so several rows at once.
    let rows = stream::iter(cases()).map(async |case| Row::of(&case, creates, 8).await);
    let rows: Vec<_> = rows.buffer_unordered(8).collect().await;
    assert_eq!(rows.len(), cases().len());
    for row in rows {
        assert_eq!(row.wrong(), [""; 0]);
        for (kind, figures) in &row.cells {
            // A cell without a hit would show nothing; the dice of the emulator are the same each time.
            assert!(figures.hit > 0, "{} met nothing under {}", kind.name(), row.name);
            assert!(figures.ok > 0 && figures.creates == creates, "{}: {figures:?}", row.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_by_hand_double_or_lose_where_ours_does_not() {
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

    // It loses all that was stored, and does not repeat a 429.
    let (applied, refused) = under(by_hand(Repeats::Nothing, false));
    assert!(applied.iter().all(|cell| cell.lost == CREATES && cell.doubled == 0));
    assert!(refused.not_applied == CREATES && refused.lost == 0);
    let (applied, refused) = under(by_hand(Repeats::RateLimited, false));
    assert!(applied.iter().all(|cell| cell.lost == CREATES) && all_ok(refused));
    // It doubles all of it, or is refused its own record.
    let (applied, _) = under(by_hand(Repeats::Everything, false));
    assert!(applied.iter().all(|cell| cell.doubled == CREATES));
    let (applied, _) = under(by_hand(Repeats::Everything, true));
    assert!(applied.iter().all(|cell| cell.lost == CREATES));

    for kind in Kind::ALL {
        let (applied, refused) = under(Peer::Ours(kind));
        assert!(all_ok(refused), "a 429 is always repeated: {refused:?}");
        for cell in applied {
            assert_eq!((cell.doubled, cell.lost), (0, 0), "{}", kind.name());
            assert!(if kind.is_unique() { all_ok(cell) } else { cell.unknown == CREATES });
        }
    }
}
