//! Stored positions of streams, and streams that continue from them.

use std::time::{Duration, SystemTime};

use attio_core::query::Position;
use attio_core::query::RecordStream;
use attio_core::{AttioRecord, Client, Query};
use attio_emulator::{CannedResponse, Seed};
use attio_tests::{Attio, client_of};
use serde_json::json;
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "companies", partial)]
struct Company {
    description: Option<String>,
}

/// An emulator with this many people, whose job titles are their numbers.
fn numbered(count: usize) -> Attio {
    let attio = Attio::start();
    let start = SystemTime::now() - Duration::from_secs(3600);
    for number in 0..count {
        // Ordered by number, by ID and by creation time alike.
        let seed = Seed::new().id(Uuid::from_u128(number as u128 + 1));
        let seed = seed.created_at(start + Duration::from_secs(number as u64));
        let person = json!({ "job_title": number.to_string() });
        attio.emulator.seed_with("people", &person, &seed).expect("a person");
    }
    attio
}

/// A client like that of another process.
fn new_client(attio: &Attio) -> Client {
    client_of(&attio.emulator).build().expect("a client")
}

async fn next(stream: &mut RecordStream<Person>) -> Option<usize> {
    let person = stream.next_record().await?.expect("a record").decode().expect("a person");
    Some(person.job_title.expect("a number").parse().expect("a number"))
}

fn through_text(position: &Position) -> Position {
    let text = position.to_string();
    assert!(
        text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'`\\".contains(&byte)),
        "{text}"
    );
    // Like the content of a file.
    let read: Position = format!("{text}\n").parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(&read, position, "{text}");
    read
}

fn through_json(position: &Position) -> Position {
    let json = json!({ "position": position }).to_string();
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read["position"], position.to_string());
    serde_json::from_value(read["position"].clone()).expect("a position")
}

/// Reads all records, with a new client and stream after every `part` records, through this form of
/// the position.
async fn in_parts(
    attio: &Attio,
    open: fn(&Client) -> RecordStream<Person>,
    part: usize,
    form: fn(&Position) -> Position,
) -> Vec<usize> {
    let mut seen = Vec::new();
    let mut stored = None;
    loop {
        let client = new_client(attio);
        let mut stream = open(&client);
        if let Some(position) = stored {
            stream = stream.resume(position);
        }
        for _ in 0..part {
            match next(&mut stream).await {
                Some(number) => seen.push(number),
                None => return seen,
            }
        }
        stored = Some(form(&stream.position()));
    }
}

#[tokio::test]
async fn a_stored_position_continues_where_the_stream_stopped() {
    let attio = numbered(11);
    let opens: [fn(&Client) -> RecordStream<Person>; 4] = [
        |client| Person::query().page_size(4).stream(client),
        |client| Person::query().page_size(4).by_created_at(client),
        |client| Person::query().page_size(4).filter(!Person::JOB_TITLE.eq("x")).stream(client),
        |client| Person::query().sort(Person::JOB_TITLE.desc()).stream(client),
    ];
    for (index, open) in opens.into_iter().enumerate() {
        for part in [3, 4] {
            for form in [through_text, through_json] {
                let mut seen = in_parts(&attio, open, part, form).await;
                seen.sort_unstable();
                assert_eq!(seen, (0..11).collect::<Vec<_>>(), "query {index}, {part} at a time");
            }
        }
    }
}

#[tokio::test]
async fn a_position_before_the_first_record_is_valid() {
    let attio = numbered(3);
    let client = &attio.client;
    for open in [Query::stream, Query::by_created_at] {
        let position = through_text(&open(Person::query(), client).position());
        assert_eq!((position.offset(), position.created_at()), (0, None));
        let mut stream = open(Person::query(), client).resume(position);
        let mut seen = Vec::new();
        while let Some(number) = next(&mut stream).await {
            seen.push(number);
        }
        assert_eq!(seen, [0, 1, 2]);
    }
}

#[tokio::test]
async fn the_string_of_a_position_distinguishes_records_of_one_instant() {
    let attio = Attio::start();
    let record = |number: u32| {
        json!({
            "id": {
                "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
                "object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
                "record_id": format!("bf071e1f-6035-429d-b874-{number:012}"),
            },
            "created_at": "2022-11-21T13:22:49.061281000Z",
            "values": {
                "job_title": [{"value": number.to_string(), "attribute_type": "text"}],
                "created_at": [
                    {"value": "2022-11-21T13:22:50.000000000Z", "attribute_type": "timestamp"}
                ],
            },
        })
    };
    let path = "/v2/objects/people/records/query";
    let page = json!({"data": [record(0), record(1), record(2)]});
    attio.emulator.stub("POST", path, CannedResponse::json(200, &page));
    let mut stream = Person::query().by_created_at(&attio.client);
    let first = [next(&mut stream).await, next(&mut stream).await];
    assert_eq!(first, [Some(0), Some(1)]);
    let position = through_json(&through_text(&stream.position()));
    let time = position.created_at().expect("a time").to_string();
    assert!(time.starts_with("2022-11-21T13:22:50"), "the attribute's, not the record's: {time}");

    let other = Attio::start();
    other.emulator.stub("POST", path, CannedResponse::json(200, &page));
    let mut rest = Person::query().by_created_at(&new_client(&other)).resume(position);
    assert_eq!(next(&mut rest).await, Some(2), "the others were given out before");
}

#[tokio::test]
async fn the_position_of_another_query_is_refused_and_nothing_is_sent() {
    let attio = numbered(3);
    let client = &attio.client;
    let analysts = || Person::query().filter(Person::JOB_TITLE.eq("1"));
    let positions = [
        analysts().stream(client).position(),
        Person::query().filter(Person::JOB_TITLE.eq("2")).stream(client).position(),
        Person::query().sort(Person::JOB_TITLE.asc()).stream(client).position(),
        Person::query().by_created_at(client).position(),
        Company::query().stream(client).position(),
    ];
    for position in positions {
        let mut stream = Person::query().stream(client).resume(through_text(&position));
        let error = stream.next_record().await.expect("an item").expect_err("another query");
        assert!(error.to_string().contains("another query"), "{error}");
        assert!(!error.is_retryable() && !error.may_have_applied(), "{error}");
        assert!(stream.next_record().await.is_none(), "it ends");
    }
    assert!(attio.emulator.requests().is_empty());
    // The page size and the columns are not part of the query.
    let position = analysts().page_size(7).stream(client).position();
    let mut same = analysts().stream(client).resume(position);
    assert_eq!(next(&mut same).await, Some(1));
}

#[test]
fn an_invalid_position_is_an_error_with_an_example() {
    for text in [
        "",
        "1500",
        "v1",
        "v1/offset",
        "v1/offset/8c1f2c1f1a5e2d07",
        "v1/offset/8c1f2c1f1a5e2d07/",
        "v1/offset/8c1f2c1f1a5e2d07/-1",
        "v1/offset/8c1f2c1f1a5e2d07/+1",
        "v1/offset/8c1f2c1f1a5e2d07/1/2",
        "v1/offset/8c1f2c1f1a5e2d07/18446744073709551616",
        "v1/offset/8c1f2c1f/1",
        "v1/offset/+c1f2c1f1a5e2d07/1",
        "v1/Offset/8c1f2c1f1a5e2d07/1",
        "v1/created_at/8c1f2c1f1a5e2d07/2022-11-21T13:22:49Z",
        "v1/created_at/8c1f2c1f1a5e2d07/2022-11-21T13:22:49Z/",
        "v1/created_at/8c1f2c1f1a5e2d07/yesterday/bf071e1f-6035-429d-b874-000000000001",
        "v1/created_at/8c1f2c1f1a5e2d07/2022-11-21T13:22:49Z/bf071e1f",
        "8c1f2c1f1a5e2d07/offset/v1",
        "Zażółć gęślą jaźń",
    ] {
        let error = text.parse::<Position>().expect_err(text).to_string();
        assert!(error.contains("v1/offset/8c1f2c1f1a5e2d07/1500"), "{text}: {error}");
        let error = serde_json::from_value::<Position>(json!(text)).expect_err(text).to_string();
        assert!(error.contains("`to_string`"), "{text}: {error}");
    }
    for text in ["v2/offset/8c1f2c1f1a5e2d07/1500", "v10/x"] {
        let error = text.parse::<Position>().expect_err(text).to_string();
        assert!(error.contains("newer version"), "{text}: {error}");
    }
    serde_json::from_value::<Position>(json!(1500)).expect_err("a number is no position");
}

/// A stream that has read some or all records returns to an earlier position.
#[tokio::test]
async fn a_read_stream_continues_from_an_earlier_position() {
    let attio = numbered(12);
    let opens: [fn(&Client) -> RecordStream<Person>; 2] = [
        |client| Person::query().page_size(4).stream(client),
        |client| Person::query().page_size(4).by_created_at(client),
    ];
    for open in opens {
        for (before, read) in [(0, 2), (3, 5), (4, 4), (2, 11)] {
            let client = new_client(&attio);
            let mut stream = open(&client);
            let mut expected = Vec::new();
            for _ in 0..before {
                expected.push(next(&mut stream).await.expect("a record"));
            }
            let position = stream.position();
            for _ in 0..read {
                let Some(_) = next(&mut stream).await else { break };
            }
            let mut stream = stream.resume(position);
            while let Some(number) = next(&mut stream).await {
                expected.push(number);
            }
            expected.sort_unstable();
            assert_eq!(expected, (0..12).collect::<Vec<_>>(), "{before} and {read}");
        }
    }
}

/// Each position has exactly one string, so that callers can compare them.
#[test]
fn another_spelling_of_a_position_is_refused() {
    let position = "v1/offset/8c1f2c1f1a5e2d07/1500";
    let read: Position = position.parse().expect("a position");
    assert_eq!(read.to_string(), position);
    for other in [
        "v1/offset/8C1F2C1F1A5E2D07/1500",
        "v1/offset/8c1f2c1f1a5e2d07/01500",
        "v1/offset/8c1f2c1f1a5e2d07/+1500",
        "v1/created_at/8c1f2c1f1a5e2d07/2022-11-21 13:22:49Z/bf071e1f-6035-429d-b874-d83ea64ea13b",
        "v0/offset/8c1f2c1f1a5e2d07/1500",
        "v+1/offset/8c1f2c1f1a5e2d07/1500",
    ] {
        let error = other.parse::<Position>().expect_err(other);
        assert!(!error.to_string().contains("newer"), "{error}");
    }
}
