//! Arbitrary bytes as the response to a call: the result is a record or a bounded error, without a
//! panic.

use std::cell::OnceCell;
use std::time::Duration;

use attio_core::{AttioRecord, Client, DynamicRecord, Error, Outcome, RecordId};
use attio_emulator::{CannedResponse, Emulator};
use tokio::runtime::Runtime;

use super::people::{Person, Thing};

struct World {
    attio: Emulator,
    client: Client,
    runtime: Runtime,
}

thread_local! {
    static WORLD: OnceCell<World> = const { OnceCell::new() };
}

fn world() -> World {
    let attio = Emulator::start_blocking().expect("the emulator starts");
    let client = Client::builder()
        .api_key(attio.api_key())
        .base_url(attio.base_url())
        .deadline(Duration::from_secs(5))
        .build()
        .expect("a client");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    World { attio, client, runtime }
}

/// Calls every method of an error.
fn ask(error: &Error) {
    let text = format!("{error} {error:?} {:?} {:?}", error.code(), error.attribute());
    assert!(text.len() < 100_000, "an error does not contain the whole response");
    assert_eq!(error.may_have_applied(), error.outcome() != Outcome::NotApplied);
    let _ = (error.is_uniqueness_conflict(), error.conflicting_records(), error.is_retryable());
}

/// The first byte selects the call and the status; the rest is the response.
pub fn check(data: &[u8]) {
    let Some((&first, body)) = data.split_first() else { return };
    WORLD.with(|world_cell| {
        let World { attio, client, runtime } = world_cell.get_or_init(world);
        attio.reset();
        // None of these statuses is retried.
        let status = [200, 201, 400, 403, 404][usize::from(first) % 5];
        let answer = CannedResponse::new(status).header("content-type", "application/json");
        attio.stub("*", "/", answer.body(body.to_vec()));
        let id: RecordId<Person> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse().expect("an ID");
        runtime.block_on(async {
            match first / 5 % 7 {
                0 => match Person::get(client, id).await {
                    Ok(record) => {
                        let _ = record.decode().map_err(|error| ask(&error));
                        let _ = format!("{record:?}");
                    }
                    Err(error) => ask(&error),
                },
                1 => match DynamicRecord::new("things").create(client).await {
                    Ok(record) => {
                        let _ = record.values.decode::<Thing>().map_err(|error| ask(&error));
                    }
                    Err(error) => {
                        ask(&error);
                        // A success never ends as a failure without effect.
                        assert_eq!(error.may_have_applied(), status < 300);
                    }
                },
                2 => {
                    let _ = Person::query().page(client, 10, 0).await.map_err(|error| ask(&error));
                }
                3 => {
                    let history = Person::history(client, id, Person::DATE).await;
                    let _ = history.map_err(|error| ask(&error));
                }
                4 => {
                    let _ = Person::delete(client, id).await.map_err(|error| ask(&error));
                }
                5 => {
                    let _ = client.pull_schema().await.map_err(|error| ask(&error));
                }
                _ => {
                    let _ = Person::entries(client, id).await.map_err(|error| ask(&error));
                }
            }
        });
    });
}
