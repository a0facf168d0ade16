//! The pages of a listing: their order, boundaries and end. The server is a model of Attio's, so
//! that a test can choose the times of records and the lengths of pages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use attio_core::query::Position;
use attio_core::{AttioRecord, Client, Error, Query, RecordId, Timestamp};
use attio_emulator::CannedResponse;
use attio_tests::{Attio, emulator_builder, random, size};
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use futures_util::StreamExt;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(AttioRecord, Debug)]
#[attio(object = "people", partial)]
struct Person {
    job_title: Option<String>,
}

/// A record of the model. Its two times are in milliseconds.
#[derive(Clone, Debug)]
struct Row {
    id: Uuid,
    /// The value of the attribute `created_at`.
    attribute: i64,
    at: Timestamp,
    /// The record's own time minus that of the attribute.
    difference: i64,
    /// Whether it may be deleted during the read.
    passing: bool,
}

#[derive(Debug, Default)]
struct World {
    rows: Vec<Row>,
    /// The maximum number of records per page.
    cap: Option<usize>,
    ignores_offset: bool,
    ignores_filter: bool,
    /// Each page has a different order.
    shuffles: bool,
    /// The probability, in percent, that rows are inserted or deleted before a request.
    changes: u32,
    random: Option<fastrand::Rng>,
    /// The offsets and limits of the requests.
    requests: Vec<(usize, usize)>,
    /// Each row that ever existed.
    ever: BTreeMap<Uuid, Row>,
}

const DAY: i64 = 1_767_225_600_000;

fn time(milliseconds: i64) -> String {
    let seconds = (DAY + milliseconds).div_euclid(1_000);
    let time = std::time::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).expect("a time"));
    let date = httpdate::HttpDate::from(time).to_string();
    let parts: Vec<_> = date.split(' ').collect();
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = months.find(parts[2]).expect("a month") / 3 + 1;
    let fraction = milliseconds.rem_euclid(1_000);
    format!("{}-{month:02}-{}T{}.{fraction:03}000000Z", parts[3], parts[1], parts[4])
}

impl Row {
    fn new(id: u128, attribute: i64) -> Self {
        let at = time(attribute).parse().expect("a time");
        Self { id: Uuid::from_u128(id), attribute, at, difference: 0, passing: false }
    }

    fn json(&self) -> Value {
        let actor = json!({"type": "api-token", "id": Uuid::nil()});
        json!({
            "id": {"workspace_id": Uuid::nil(), "object_id": Uuid::nil(), "record_id": self.id},
            "created_at": time(self.attribute + self.difference),
            "web_url": null,
            "values": {
                "job_title": [{"value": self.id, "attribute_type": "text"}],
                "created_at": [{
                    "active_from": time(self.attribute), "active_until": null,
                    "created_by_actor": actor, "value": time(self.attribute),
                    "attribute_type": "timestamp",
                }],
            },
        })
    }
}

impl World {
    fn of(rows: Vec<Row>) -> Self {
        let ever = rows.iter().map(|row| (row.id, row.clone())).collect();
        Self { rows, ever, ..Self::default() }
    }

    /// Inserts or deletes some rows, sometimes several at once.
    fn change(&mut self) {
        let Some(random) = &mut self.random else { return };
        // Limited, because a reader that is slower than the insertions never ends.
        if self.ever.len() > 150 || random.u32(0..100) >= self.changes {
            return;
        }
        let inserts = random.bool();
        for _ in 0..random.u32(1..6) {
            let index = random.usize(0..=self.rows.len());
            if inserts {
                // At the time of another row, or at any time.
                let attribute = match self.rows.get(index) {
                    Some(row) => row.attribute,
                    None => random.i64(0..100),
                };
                let row = Row {
                    difference: random.i64(-300..=36_000),
                    passing: true,
                    ..Row::new(random.u128(..), attribute)
                };
                self.ever.insert(row.id, row.clone());
                self.rows.push(row);
            } else if let Some(row) = self.rows.iter().skip(index).position(|row| row.passing) {
                self.rows.remove(index + row);
            }
        }
    }

    fn page(&mut self, body: &Value) -> Vec<Value> {
        self.change();
        let number = |member: &str| body[member].as_u64().expect("a number") as usize;
        let (mut offset, limit) = (number("offset"), number("limit"));
        self.requests.push((offset, limit));
        let mut since = body["filter"]["created_at"]["value"]["$gte"].as_str();
        if self.ignores_offset {
            offset = 0;
        }
        if self.ignores_filter {
            since = None;
        }
        let since: Option<Timestamp> = since.map(|time| time.parse().expect("a time"));
        let ids = body["filter"]["record_id"]["value"]["$in"].as_array();
        let ids = ids.filter(|_| !self.ignores_filter);
        let is_wanted = |row: &&Row| ids.is_none_or(|ids| ids.contains(&json!(row.id)));
        let mut rows: Vec<_> = self
            .rows
            .iter()
            .filter(|row| since.is_none_or(|since| row.at >= since))
            .filter(is_wanted)
            .collect();
        rows.sort_by_key(|row| (row.attribute, row.id));
        let length = limit.min(self.cap.unwrap_or(limit));
        let mut page: Vec<_> = rows.into_iter().skip(offset).take(length).map(Row::json).collect();
        if self.shuffles {
            random(self.requests.len() as u64).shuffle(&mut page);
        }
        page
    }
}

#[derive(Clone, Debug)]
struct Model(Arc<Mutex<World>>);

impl Model {
    async fn serve(world: World) -> (Self, Client) {
        let model = Self(Arc::new(Mutex::new(world)));
        let query = async |State(model): State<Self>, Json(body): Json<Value>| {
            let sorts = json!([
                {"direction": "asc", "attribute": "created_at"},
                {"direction": "asc", "attribute": "record_id"},
            ]);
            assert!(body["sorts"] == sorts || body["filter"]["record_id"].is_object(), "{body}");
            Json(json!({ "data": model.world().page(&body) }))
        };
        let routes = axum::Router::new()
            .route("/v2/objects/people/records/query", post(query))
            .with_state(model.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let client = Client::builder().base_url(format!("http://{address}")).api_key("a-token");
        (model, client.no_rate_limit().build().expect("a client"))
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().expect("no panic")
    }
}

/// Fails a test that would run forever.
async fn in_time<T>(read: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("it ends")
}

/// Reads by creation, sometimes continuing from the position's string.
async fn by_creation(
    client: &Client,
    page_size: u32,
    random: &mut fastrand::Rng,
) -> Result<Vec<Uuid>, Error> {
    let query = || Person::query().page_size(page_size).by_created_at(client);
    let mut stream = query();
    let mut ids = Vec::new();
    while let Some(record) = stream.next_record().await {
        ids.push(record?.id.record_id.uuid());
        if random.u32(0..20) == 0 {
            let position: Position = stream.position().to_string().parse().expect("a position");
            stream = query().resume(position);
        }
    }
    Ok(ids)
}

/// Each record that exists throughout is returned once, whatever the two times of the records.
#[tokio::test]
async fn by_creation_each_record_is_returned_once_for_any_difference_of_its_times() {
    for seed in 0..size(5_000, 100) {
        let mut random = random(seed);
        // From all records at one time to one per time.
        let times = [1, 2, 10, 1_000, 100_000][random.usize(0..5)];
        let rows = (0..random.u32(0..60)).map(|_| Row {
            difference: random.i64(-300..=36_000),
            passing: random.bool(),
            ..Row::new(random.u128(..), random.i64(0..times))
        });
        let mut world = World::of(rows.collect());
        world.changes = [0, 10, 70][random.usize(0..3)];
        world.random = Some(random.fork());
        world.cap = random.bool().then(|| random.usize(2..10));
        let page_size = random.u32(1..10);
        let (model, client) = Model::serve(world).await;
        let ids = in_time(by_creation(&client, page_size, &mut random)).await;
        let ids = ids.unwrap_or_else(|error| panic!("{seed}: {error}"));
        let mut counts = BTreeMap::new();
        ids.iter().for_each(|id| *counts.entry(*id).or_insert(0) += 1);
        let world = model.world();
        for row in world.ever.values() {
            let count = counts.remove(&row.id).unwrap_or(0);
            assert!(count == 1 || row.passing && count == 0, "{seed}: {count} of {row:?}");
        }
        assert!(counts.is_empty(), "{seed}: never there");
    }
}

/// Records of one time are read page by page, without rereading all of them for each page.
#[tokio::test]
async fn by_creation_many_records_of_one_time_need_few_requests() {
    let rows = (0..1_000).map(|number| Row { difference: 5_000, ..Row::new(number + 1, 0) });
    let mut world = World::of(rows.collect());
    world.rows.push(Row::new(5_000, 1));
    let (model, client) = Model::serve(world).await;
    let mut stream = Person::query().page_size(100).by_created_at(&client);
    let mut count = 0;
    in_time(async {
        while let Some(record) = stream.next_record().await {
            record.expect("a record");
            count += 1;
        }
    })
    .await;
    assert_eq!(count, 1_001);
    let requests = model.world().requests.len();
    assert!(requests < 20, "{requests}");
}

/// The position is the attribute's time, not the record's.
#[tokio::test]
async fn a_position_by_creation_has_the_time_of_the_attribute() {
    let row = Row { difference: 36_000, ..Row::new(1, 250) };
    let (_, client) = Model::serve(World::of(vec![row])).await;
    let mut stream = Person::query().by_created_at(&client);
    let record = stream.next_record().await.expect("a record").expect("a record");
    let expected: Timestamp = time(250).parse().expect("a time");
    assert_eq!(stream.position().created_at(), Some(expected));
    assert_ne!(record.created_at, expected);
}

#[tokio::test]
async fn by_creation_a_record_without_the_attributes_time_is_an_error() {
    let mut row = Row::new(1, 0).json();
    for created_at in [None, Some(json!([])), Some(json!([{"value": "soon"}]))] {
        let values = row["values"].as_object_mut().expect("values");
        match created_at {
            None => drop(values.remove("created_at")),
            Some(value) => drop(values.insert("created_at".to_owned(), value)),
        }
        let attio = Attio::start();
        let page = CannedResponse::json(200, &json!({"data": [row]})).always();
        attio.emulator.stub("POST", "/v2/objects/people/records/query", page);
        let mut stream = Person::query().by_created_at(&attio.client);
        let error = stream.next_record().await.expect("an item").expect_err("no time");
        assert!(error.is_decode() && error.to_string().contains("`created_at`"), "{error}");
        assert!(error.to_string().contains(&Uuid::from_u128(1).to_string()), "{error}");
        assert!(stream.next_record().await.is_none(), "it ends");
        // By offset, it can be read.
        let mut stream = Person::query().stream(&attio.client);
        stream.next_record().await.expect("a record").expect("a record");
    }
}

/// A server without the behaviour on which by-creation pages rely.
#[tokio::test]
async fn by_creation_a_server_that_ignores_the_request_is_an_error() {
    for count in [1, 2, 30] {
        for ties in [false, true] {
            for page_size in [1, 2, 7, 500] {
                let rows = (0..count).map(|n| Row::new(n + 1, if ties { 0 } else { n as i64 }));
                let mut world = World::of(rows.collect());
                (world.ignores_filter, world.ignores_offset) = (true, true);
                let (model, client) = Model::serve(world).await;
                let read = in_time(by_creation(&client, page_size, &mut random(1))).await;
                let error = read.expect_err("records may be missing");
                assert!(error.to_string().contains("repeats a page"), "{error}");
                let requests = model.world().requests.len();
                assert!(requests < 40, "{requests} of {count}, {ties}, {page_size}");
            }
        }
    }
}

/// Reads a query in every way, and returns the number of items and the error.
async fn read_all(client: &Client, page_size: u32) -> [(usize, Option<Error>); 4] {
    let query = || -> Query<Person> { Person::query().page_size(page_size) };
    let mut stream = query().stream(client);
    let mut streamed = (0, None);
    while let Some(record) = stream.next_record().await {
        match record {
            Ok(_) => streamed.0 += 1,
            Err(error) => streamed.1 = Some(error),
        }
    }
    let mut each = (0, None);
    let mut items = query().decode_each(client);
    while let Some(item) = items.next().await {
        match item {
            Ok(_) => each.0 += 1,
            Err(error) => each.1 = Some(error),
        }
    }
    let all = match query().all(client).await {
        Ok(records) => (records.len(), None),
        Err(error) => (streamed.0, Some(error)),
    };
    let decoded = match query().decode_all(client).await {
        Ok(people) => (people.len(), None),
        Err(error) => (streamed.0, Some(error)),
    };
    [streamed, each, all, decoded]
}

#[tokio::test]
async fn a_server_that_ignores_the_offset_is_an_error() {
    for (count, page_size) in [(1, 500), (3, 500), (3, 3), (3, 2), (3, 1), (700, 500)] {
        for shuffles in [false, true] {
            let rows = (0..count).map(|number| Row::new(number + 1, 0));
            let mut world = World::of(rows.collect());
            (world.ignores_offset, world.shuffles) = (true, shuffles);
            let (model, client) = Model::serve(world).await;
            let name = format!("{count} by {page_size}, {shuffles}");
            for (read, error) in in_time(read_all(&client, page_size)).await {
                let error = error.unwrap_or_else(|| panic!("{name}: {read} came"));
                let text = error.to_string();
                assert!(error.is_decode() && !error.is_retryable(), "{text}");
                assert!(text.contains("repeats a page") && text.contains("`offset`"), "{text}");
                assert_eq!(read, page_size.min(count as u32) as usize, "{name}: once each");
            }
            let requests = model.world().requests.len();
            assert!(requests < 4 * 35, "{name}: {requests}");
        }
    }
}

#[tokio::test]
async fn an_endless_cycle_of_pages_is_an_error() {
    for pages in [1, 2, 3, 5] {
        let attio = Attio::start();
        let stub = |attio: &Attio| {
            for page in 0..pages * 20 {
                let data: Vec<_> =
                    (0..4).map(|n| Row::new(page % pages * 4 + n + 1, 0).json()).collect();
                let page = CannedResponse::json(200, &json!({ "data": data }));
                attio.emulator.stub("POST", "/v2/objects/people/records/query", page);
            }
        };
        stub(&attio);
        let all = Person::query().page_size(4).all(&attio.client);
        let error = in_time(all).await.expect_err("it does not end");
        assert!(error.to_string().contains("repeats a page"), "{error}");
        assert!(attio.emulator.requests().len() < pages as usize * 7 + 8, "{pages}");
    }
}

/// Records that reappear because others were inserted before them are not a repetition.
#[tokio::test]
async fn insertions_do_not_count_as_repetition() {
    for page_size in 1..6 {
        let attio = Attio::start();
        let page = |ids: &[u128]| {
            let data: Vec<_> = ids.iter().map(|id| Row::new(*id, 0).json()).collect();
            let page = CannedResponse::json(200, &json!({ "data": data }));
            attio.emulator.stub("POST", "/v2/objects/people/records/query", page);
        };
        // As many records as a page has are inserted before each of three pages, so that each page
        // appears twice.
        let ids: Vec<_> = (1..=u128::from(page_size) * 3).collect();
        for ids in ids.chunks(page_size as usize) {
            page(ids);
            page(ids);
        }
        page(&[]);
        page(&[]);
        let seen = Person::query().page_size(page_size).all(&attio.client).await.expect("read");
        let seen: Vec<_> = seen.iter().map(|record| record.id.record_id.uuid().as_u128()).collect();
        assert_eq!(seen, ids);
    }
}

#[tokio::test]
async fn pages_of_any_length_are_read_to_an_empty_one() {
    for cap in [1, 2, 7, 500] {
        let rows = (0..20).map(|number| Row::new(number + 1, 0));
        let (model, client) =
            Model::serve(World { cap: Some(cap), ..World::of(rows.collect()) }).await;
        for (read, error) in in_time(read_all(&client, 7)).await {
            assert!(error.is_none(), "{error:?}");
            assert_eq!(read, 20, "{cap}");
        }
        assert!(model.world().requests.iter().all(|(_, limit)| *limit == 7));
        let ids = in_time(by_creation(&client, 7, &mut random(1))).await.expect("read");
        assert_eq!(ids.len(), 20, "{cap}");
    }
}

/// The same with the emulator's two times.
#[tokio::test]
async fn by_creation_the_emulators_two_times_do_not_matter() {
    for seed in 0..5 {
        let builder = emulator_builder().created_at_differences(-290..=36_000);
        let attio = Attio::of(builder.start_blocking().expect("an emulator"));
        for number in 0..40 {
            let person = json!({ "job_title": number.to_string() });
            attio.emulator.seed("people", &person).expect("a person");
        }
        let mut expected = attio.emulator.record_ids("people");
        expected.sort_unstable();
        for page_size in [1, 2, 7, 39, 40, 500] {
            let read = in_time(by_creation(&attio.client, page_size, &mut random(seed))).await;
            let mut ids = read.expect("read");
            ids.sort_unstable();
            assert_eq!(ids, expected, "{page_size}");
        }
    }
}

async fn many(client: &Client, ids: impl Iterator<Item = u128>) -> Result<Vec<u128>, Error> {
    let ids = ids.map(|id| RecordId::from(Uuid::from_u128(id)));
    let records = in_time(Person::get_many(client, ids)).await?;
    Ok(records.iter().map(|record| record.id.record_id.uuid().as_u128()).collect())
}

#[tokio::test]
async fn records_by_ids_are_read_to_an_empty_page() {
    let rows = (1..=600).map(|id| Row::new(id, 0));
    let (model, client) = Model::serve(World::of(rows.collect())).await;
    for (cap, requests) in [(500, 2), (499, 3), (300, 3), (100, 6)] {
        model.world().cap = Some(cap);
        model.world().requests.clear();
        let ids = many(&client, (1..=600).rev()).await.expect("read");
        assert!(ids.iter().copied().eq((1..=600).rev()), "{} of pages of {cap}", ids.len());
        assert_eq!(model.world().requests.len(), requests, "{cap}");
    }
    // Some IDs do not exist.
    for cap in [500, 7, 1] {
        model.world().cap = Some(cap);
        model.world().requests.clear();
        let ids = many(&client, (1..=40).map(|id| id * 30)).await.expect("read");
        assert_eq!(ids, (1..=20).map(|id| id * 30).collect::<Vec<_>>(), "{cap}");
    }
}

#[tokio::test]
async fn records_by_ids_are_found_although_others_are_deleted_meanwhile() {
    for seed in 0..size(500, 50) {
        let mut random = random(seed);
        let rows: Vec<_> =
            (1..=50).map(|id| Row { passing: random.bool(), ..Row::new(id, 0) }).collect();
        let kept: Vec<_> =
            rows.iter().filter(|row| !row.passing).map(|row| row.id.as_u128()).collect();
        let mut world = World::of(rows);
        (world.changes, world.cap) = (70, Some(random.usize(1..20)));
        world.random = Some(random.fork());
        let (_, client) = Model::serve(world).await;
        let ids = many(&client, 1..=60).await.expect("read");
        for id in kept {
            assert!(ids.contains(&id), "{seed}: {id} exists");
        }
    }
}

/// It is enough if the server respects either the filter or the offset.
#[tokio::test]
async fn records_by_ids_of_a_server_that_ignores_the_request_are_an_error() {
    let rows: Vec<_> = (1..=50).map(|id| Row::new(id, 0)).collect();
    for (ignores_filter, ignores_offset) in [(false, true), (true, false), (true, true)] {
        for cap in [1, 7, 49, 50] {
            let world = World::of(rows.clone());
            let world = World { cap: Some(cap), ignores_filter, ignores_offset, ..world };
            let (_, client) = Model::serve(world).await;
            let read = many(&client, 1..=50).await;
            if ignores_filter && ignores_offset && cap < 50 {
                let error = read.expect_err("the rest may exist");
                assert!(error.to_string().contains("repeats a page"), "{error}");
            } else {
                assert_eq!(read.expect("read"), (1..=50).collect::<Vec<_>>(), "{cap}");
            }
        }
    }
}
