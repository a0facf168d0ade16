//! The members of a response's body, read in one pass.

use serde::Deserialize;

use crate::wire::{Cursor, Malformed};

pub(crate) fn read_member<'a, T: Deserialize<'a>>(
    json: &mut Cursor<'a>,
    member: &mut Option<T>,
    name: &str,
) -> Result<(), Malformed> {
    json.once(member, name, |json| json.read().map_err(|malformed: Malformed| malformed.of(name)))
}

/// Reads the `data` of a body, `{"data": …}`.
pub(crate) fn read_data<'a, T, E: From<Malformed>>(
    body: &'a [u8],
    mut read: impl FnMut(&mut Cursor<'a>) -> Result<T, E>,
) -> Result<T, E> {
    let text = std::str::from_utf8(body).map_err(|error| Malformed::no_text(&error))?;
    let mut json = Cursor::new(text);
    json.expect(b'{', "expected an object with `data`")?;
    let mut data = None;
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        match &*key {
            "data" => json.once(&mut data, "`data`", &mut read)?,
            _ => drop(json.skip()?),
        }
    }
    let data = data.ok_or_else(|| json.malformed("no `data`"))?;
    json.end()?;
    Ok(data)
}

/// Calls `read` for each item of `{"data": […]}`, with the item's position, from 1.
pub(crate) fn read_items<'a, E: From<Malformed>>(
    body: &'a [u8],
    read: &mut dyn FnMut(&mut Cursor<'a>, usize) -> Result<(), E>,
) -> Result<(), E> {
    read_data(body, |json| {
        json.expect(b'[', "expected an array of records or entries")?;
        let mut position = 0;
        while json.next_item(position == 0, b']')? {
            position += 1;
            read(json, position)?;
        }
        Ok(())
    })
}
