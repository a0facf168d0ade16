//! Keeps the spans and events of `attio-core`.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use attio_core::telemetry::TARGET;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// A snapshot of a span.
#[derive(Clone, Debug)]
pub(crate) struct Captured {
    pub(crate) id: u64,
    pub(crate) parent: Option<u64>,
    pub(crate) name: &'static str,
    pub(crate) target: &'static str,
    pub(crate) level: Level,
    pub(crate) fields: BTreeMap<&'static str, String>,
    pub(crate) closed: bool,
}

impl Captured {
    /// The field, or an empty string.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

#[derive(Clone, Default)]
pub(crate) struct Capture {
    spans: Arc<Mutex<Vec<Captured>>>,
    events: Arc<Mutex<String>>,
}

/// A second subscriber. While there is only one, tracing asks the thread that reaches a callsite first whether
/// it is enabled. That may be the thread of another test, which has no subscriber.
static SILENT: LazyLock<Dispatch> =
    LazyLock::new(|| Dispatch::new(tracing_subscriber::registry().with(LevelFilter::OFF)));

impl Capture {
    /// Captures what this thread emits up to the level, until the guard is dropped.
    pub(crate) fn start(level: LevelFilter) -> (Self, DefaultGuard) {
        LazyLock::force(&SILENT);
        let capture = Self::default();
        let subscriber = tracing_subscriber::registry().with(level).with(capture.clone());
        (capture, tracing::subscriber::set_default(subscriber))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Captured>> {
        self.spans.lock().expect("not poisoned")
    }

    /// The spans of this name, in the order in which they began.
    pub(crate) fn named(&self, name: &str) -> Vec<Captured> {
        self.lock().iter().filter(|span| span.name == name).cloned().collect()
    }

    /// The only span of this name.
    pub(crate) fn one(&self, name: &str) -> Captured {
        match <[Captured; 1]>::try_from(self.named(name)) {
            Ok([span]) => span,
            Err(spans) => panic!("not one {name}: {spans:?}"),
        }
    }

    /// Everything that was captured, to check that it contains no secret.
    pub(crate) fn text(&self) -> String {
        format!("{:?} {}", self.lock(), self.events.lock().expect("not poisoned"))
    }

    fn with(&self, id: &Id, change: impl FnOnce(&mut Captured)) {
        let id = id.into_u64();
        // The registry reuses the ID of a closed span, so this is the last one.
        if let Some(span) = self.lock().iter_mut().rev().find(|span| span.id == id) {
            change(span);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields(BTreeMap::new());
        attributes.record(&mut fields);
        let parent = context.span(id).and_then(|span| span.parent().map(|span| span.id()));
        let metadata = attributes.metadata();
        self.lock().push(Captured {
            id: id.into_u64(),
            parent: parent.map(|id| id.into_u64()),
            name: metadata.name(),
            target: metadata.target(),
            level: *metadata.level(),
            fields: fields.0,
            closed: false,
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Fields(BTreeMap::new());
        values.record(&mut fields);
        self.with(id, |span| {
            for (name, value) in fields.0 {
                let before = span.fields.insert(name, value);
                assert_eq!(before, None, "{name} is recorded once");
            }
        });
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != TARGET {
            return;
        }
        let mut fields = Fields(BTreeMap::new());
        event.record(&mut fields);
        let span = context.event_span(event).map(|span| span.name());
        let mut events = self.events.lock().expect("not poisoned");
        writeln!(events, "{span:?} {:?}", fields.0).expect("a text");
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.with(&id, |span| span.closed = true);
    }
}

struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
