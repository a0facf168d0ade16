//! Streams of entries: pages, positions, structs that do not fit.

use std::time::{Duration, SystemTime};

use attio_core::query::{Position, RecordStream};
use attio_core::{AttioEntry, AttioOption, AttioRecord, Client};
use attio_emulator::{Emulator, Seed};
use attio_tests::pipeline::{Company, Opportunity, Stage, company, start};
use attio_tests::{Attio, client_of};
use futures_util::TryStreamExt;
use serde_json::json;
use uuid::Uuid;

/// A list with this many entries of one company, whose codes are their numbers. IDs descend.
fn numbered(count: usize) -> Attio {
    let attio = start();
    for number in 0..count {
        add(&attio.emulator, number, SystemTime::now() - Duration::from_secs(3_600));
    }
    attio
}

fn add(attio: &Emulator, number: usize, start: SystemTime) {
    let parents = attio.record_ids("companies");
    let parent = parents.first().copied().unwrap_or_else(|| company(attio, "Acme").uuid());
    let seed = Seed::new().id(Uuid::from_u128(1_000 - number as u128));
    let seed = seed.created_at(start + Duration::from_secs(number as u64));
    let values = json!({"code": number.to_string(), "stage": "Won"});
    attio.seed_entry_with("sales_pipeline", parent, &values, &seed).expect("an entry");
}

async fn next(stream: &mut RecordStream<Opportunity>) -> Option<usize> {
    let entry = stream.next_record().await?.expect("an entry").decode().expect("it fits");
    Some(entry.code.expect("a number").parse().expect("a number"))
}

#[tokio::test]
async fn a_stored_position_continues_where_the_stream_stopped() {
    let attio = numbered(11);
    let opens: [fn(&Client) -> RecordStream<Opportunity>; 4] = [
        |client| Opportunity::query().page_size(4).stream(client),
        |client| Opportunity::query().page_size(4).by_created_at(client),
        |client| {
            let of_acme = Opportunity::PARENT.via(Company::NAME).eq("Acme");
            Opportunity::query().page_size(4).filter(of_acme).stream(client)
        },
        |client| Opportunity::query().page_size(3).sort(Opportunity::CODE.desc()).stream(client),
    ];
    for (index, open) in opens.into_iter().enumerate() {
        for part in [1, 3, 4, 11, 12] {
            let (mut seen, mut stored): (Vec<usize>, Option<String>) = (Vec::new(), None);
            'all: loop {
                let client = client_of(&attio.emulator).build().expect("another process");
                let mut stream = open(&client);
                if let Some(text) = &stored {
                    stream = stream.resume(text.parse::<Position>().expect("a position"));
                }
                for _ in 0..part {
                    match next(&mut stream).await {
                        Some(number) => seen.push(number),
                        None => break 'all,
                    }
                }
                stored = Some(stream.position().to_string());
            }
            if index < 3 {
                assert_eq!(seen, (0..11).collect::<Vec<_>>(), "query {index}, {part} at a time");
            }
            seen.sort_unstable();
            assert_eq!(seen, (0..11).collect::<Vec<_>>(), "query {index}, {part} at a time");
        }
    }
    // A position belongs to the query of its list.
    let position = Opportunity::query().page_size(4).stream(&attio.client).position();
    let mut other = Company::query().stream(&attio.client);
    assert!(other.next_record().await.is_some_and(|item| item.is_ok()));
    let mut other = Company::query().stream(&attio.client).resume(position);
    let error = other.next_record().await.expect("an item").expect_err("another query");
    assert!(error.to_string().contains("position"), "{error}");
}

#[tokio::test]
async fn entries_added_during_a_stream_by_creation_are_read_once() {
    let attio = numbered(9);
    let mut stream = Opportunity::query().page_size(2).by_created_at(&attio.client);
    let mut seen = Vec::new();
    while let Some(number) = next(&mut stream).await {
        seen.push(number);
        // Others delete an entry that was read, and add one at the end.
        if number == 3 {
            let gone = Opportunity::delete(&attio.client, Uuid::from_u128(999).into()).await;
            gone.expect("deleted");
            add(&attio.emulator, 20, SystemTime::now());
        }
    }
    assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 20]);
}

#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum OnlyWon {
    Won,
}

#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct WonAlone {
    stage: Option<OnlyWon>,
}

#[tokio::test]
async fn an_entry_that_does_not_fit_is_one_error_with_its_id() {
    let attio = numbered(7);
    let wrong = Uuid::from_u128(998);
    let patch = Opportunity::patch(wrong.into()).set(Opportunity::STAGE, Stage::InTalks);
    patch.append(&attio.client).await.expect("patched");
    let each = WonAlone::query().page_size(3).decode_each(&attio.client);
    let each: Vec<_> = each.try_collect().await.expect("every page can be read");
    assert_eq!(each.len(), 7);
    for (id, decoded) in each {
        match decoded {
            Ok(entry) => assert_eq!(entry.stage, Some(OnlyWon::Won)),
            Err(error) => {
                assert_eq!((id.uuid(), error.id()), (wrong, Some(wrong)), "{error}");
                assert_eq!(error.attribute(), Some("stage"));
                assert!(error.to_string().contains(&format!("entry {wrong} of")), "{error}");
            }
        }
    }
    let error = WonAlone::query().decode_all(&attio.client).await.expect_err("one does not fit");
    assert_eq!(error.id(), Some(wrong), "{error}");
    let error =
        WonAlone::query().decode_page(&attio.client, 500, 0).await.expect_err("one does not fit");
    assert_eq!(error.id(), Some(wrong), "{error}");
}

#[tokio::test]
async fn entries_of_a_parent_are_the_oldest_first_on_many_pages() {
    let attio = numbered(520);
    let acme = attio.emulator.record_ids("companies")[0];
    let all = Opportunity::of(&attio.client, acme.into()).await.expect("all");
    let ids: Vec<_> = all.iter().map(|entry| entry.id.entry_id.uuid().as_u128()).collect();
    assert_eq!(ids, (0..520).map(|number| 1_000 - number).collect::<Vec<_>>());
}
