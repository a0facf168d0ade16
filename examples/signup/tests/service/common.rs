//! A service in the test's process, its workspace, and a visitor.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use attio_core::{AttioRecord, Client, Method, Record, RetryPolicy};
use attio_emulator::{Emulator, RequiredWithoutDefault};
use attio_example_signup::{Person, Service, Settings};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything takes here. Only a failing test waits this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Any free port.
pub(crate) const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Returns a client of this emulator that gives up soon.
pub(crate) fn client_of(attio: &Emulator) -> Client {
    let retry = RetryPolicy::new().max_attempts(2).base_delay(Duration::from_millis(5));
    let client = Client::builder().api_key(attio.api_key()).base_url(attio.base_url());
    client.retry(retry).no_rate_limit().build().expect("the settings are right")
}

/// Returns settings with short pauses.
pub(crate) fn settings(data: &Path) -> Settings {
    Settings { pause: Duration::from_millis(50), ..Settings::new(ANY, data) }
}

/// A running service.
pub(crate) struct Running {
    pub(crate) url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    pub(crate) async fn start(client: Client, settings: Settings) -> Self {
        let service = Service::open(client, settings).await.expect("it opens");
        let url = format!("http://{}", service.address().expect("an address"));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(service.run(async {
            let _ = stopped.await;
        }));
        Self { url, stop, task }
    }

    /// Shuts down gracefully.
    pub(crate) async fn stop(self) {
        self.stop.send(()).expect("it runs");
        self.task.await.expect("no panic").expect("it ends well");
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        let response = reqwest::get(format!("{}{path}", self.url)).await.expect("a response");
        (response.status(), body(response).await)
    }

    pub(crate) async fn sign_up(&self, email: &str, name: &str) -> (StatusCode, Value) {
        let signup = json!({"email": email, "name": name}).to_string();
        let response = post(&self.url, signup).await.expect("a response");
        (response.status(), body(response).await)
    }

    /// Signs up a new user, and returns her ID.
    pub(crate) async fn add(&self, email: &str, name: &str) -> String {
        let (status, body) = self.sign_up(email, name).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["id"].as_str().expect("an ID").to_owned()
    }

    /// Waits until a signup is in this state, and returns its status.
    pub(crate) async fn until(&self, id: &str, state: &str) -> Value {
        wait_for(async || {
            let (_, status) = self.get(&format!("/signups/{id}")).await;
            if status["state"] == state { Ok(status) } else { Err(status.to_string()) }
        })
        .await
    }

    /// Returns the number of signups that are not delivered yet.
    pub(crate) async fn open(&self) -> i64 {
        let (_, readiness) = self.get("/health/ready").await;
        readiness["outbox"]["open"].as_i64().expect("a number")
    }
}

/// Posts to `/signups`.
pub(crate) async fn post(url: &str, body: String) -> reqwest::Result<reqwest::Response> {
    reqwest::Client::new()
        .post(format!("{url}/signups"))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
}

async fn body(response: reqwest::Response) -> Value {
    let text = response.text().await.expect("UTF-8");
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// Calls `ask` until it returns `Ok`.
pub(crate) async fn wait_for<T>(ask: impl AsyncFn() -> Result<T, String>) -> T {
    let began = Instant::now();
    loop {
        match ask().await {
            Ok(found) => return found,
            Err(not_yet) => assert!(began.elapsed() < PATIENCE, "waited too long: {not_yet}"),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Returns all people in Attio.
pub(crate) async fn people(attio: &Emulator) -> Vec<Record<Person>> {
    Person::query().all(&client_of(attio)).await.expect("all people")
}

/// Returns how many creates Attio received.
pub(crate) fn creates(attio: &Emulator) -> usize {
    let is_create = |request: &attio_emulator::ReceivedRequest| {
        request.method == "POST" && request.path == "/v2/objects/people/records"
    };
    attio.requests().iter().filter(|request| is_create(request)).count()
}

/// Starts an emulator that requires an attribute of people that no signup has, until `give_up_the_plan`.
pub(crate) fn attio_with_a_required_plan() -> Emulator {
    let builder = Emulator::builder().required_without_default(RequiredWithoutDefault::Allow);
    let attio = builder.start_blocking().expect("the emulator starts");
    let plan = json!({"api_slug": "plan", "type": "text", "is_required": true});
    attio.create_attribute("people", &plan).expect("it is made");
    attio
}

/// Makes the attribute optional.
pub(crate) async fn give_up_the_plan(attio: &Emulator) {
    let change = json!({"data": {"is_required": false}});
    let request = client_of(attio).request(Method::PATCH, "/v2/objects/people/attributes/plan");
    request.json(&change).await.expect("it is changed");
}
