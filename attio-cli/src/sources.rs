//! Reads the structs and enums of Rust sources that derive traits of attio-core.
//!
//! Only their syntax is seen: a type is known by its last name, and code that a macro writes is not there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use attio_schema::case::{SlugCase, TitleCase};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, GenericArgument, Ident, LitStr, PathArguments, Type};

use crate::notice;

/// The declarations of all packages.
#[derive(Default)]
pub(crate) struct Sources {
    pub(crate) records: Vec<Record>,
    pub(crate) enums: Vec<Enum>,
    /// The types that stand for another one: newtypes and aliases, by package and name.
    others: HashMap<(PathBuf, String), String>,
}

/// A position in a source.
#[derive(Clone)]
pub(crate) struct Location {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
}

/// A struct that derives `AttioRecord` or `AttioEntry`.
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) target: Target,
    /// The path of its own snapshot.
    pub(crate) schema: Option<PathBuf>,
    /// The position of its `ahead`.
    pub(crate) ahead: Option<Location>,
    pub(crate) fields: Vec<Field>,
}

/// The object or list of a struct, by slug or ID.
pub(crate) enum Target {
    Object(String),
    List(String),
}

/// A field that is an attribute.
pub(crate) struct Field {
    pub(crate) name: String,
    /// The slug or ID of the attribute.
    pub(crate) key: String,
    /// The name of the type of one value.
    ty: Option<String>,
    pub(crate) ahead: Option<Location>,
    package: PathBuf,
}

/// An enum that derives `AttioOption`.
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) variants: Vec<Variant>,
    package: PathBuf,
}

/// A variant that is ahead of the workspace.
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) id: Option<String>,
    pub(crate) ahead: Location,
}

impl Sources {
    /// Reads the sources of the packages in the folder and below. Returns nothing if none of them says
    /// `ahead`: there is nothing to compare.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut texts = Vec::new();
        collect(folder, &mut texts);
        let mut sources = Self::default();
        if texts.iter().any(|(_, _, text)| text.contains("ahead")) {
            for (package, file, text) in &texts {
                // A file that does not compile is the compiler's to report.
                if let Ok(tokens) = text.parse() {
                    Reader { sources: &mut sources, package, file }.items(tokens);
                }
            }
        }
        sources
    }

    /// Returns the fields whose values are of this enum, each with its struct.
    pub(crate) fn fields_of<'s>(&'s self, options: &Enum) -> Vec<(&'s Record, &'s Field)> {
        let fields = self
            .records
            .iter()
            .flat_map(|record| record.fields.iter().map(move |field| (record, field)));
        let fields = fields.filter(|(_, field)| self.value(field) == Some(&options.name));
        let (inside, outside): (Vec<_>, Vec<_>) =
            fields.partition(|(_, field)| field.package == options.package);
        // Another package may have another enum of this name.
        if inside.is_empty() { outside } else { inside }
    }

    /// Returns the name of the type of a field, without newtypes and aliases around it.
    fn value<'s>(&'s self, field: &'s Field) -> Option<&'s String> {
        /// An alias may stand for itself, in code that does not compile.
        const DEPTH: usize = 8;
        let mut ty = field.ty.as_ref()?;
        for _ in 0..DEPTH {
            let is_enum = self.enums.iter().any(|options| options.name == *ty);
            match self.others.get(&(field.package.clone(), ty.clone())) {
                Some(inner) if !is_enum => ty = inner,
                _ => break,
            }
        }
        Some(ty)
    }
}

/// Collects the Rust sources with their packages.
fn collect(root: &Path, texts: &mut Vec<(PathBuf, PathBuf, String)>) {
    notice::look(root, notice::DEPTH, &mut |folder| {
        let is_package = |folder: &&Path| folder.join("Cargo.toml").is_file();
        let package = folder.ancestors().find(is_package).unwrap_or(root);
        let mut files: Vec<_> = notice::entries(folder).collect();
        files.sort();
        for file in files {
            let is_source = file.extension().is_some_and(|extension| extension == "rs");
            if is_source && let Ok(text) = attio_schema::read_text(&file) {
                texts.push((package.to_owned(), file, text));
            }
        }
    });
}

/// Reads the items of one file.
struct Reader<'s> {
    sources: &'s mut Sources,
    package: &'s Path,
    file: &'s Path,
}

impl Reader<'_> {
    /// Reads the items in the tokens, also those within modules, functions and macros.
    fn items(&mut self, tokens: TokenStream) {
        let mut attributes: Vec<TokenTree> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(sign) if sign.as_char() == '#' => {
                    if matches!(tokens.peek(), Some(TokenTree::Group(group))
                        if group.delimiter() == Delimiter::Bracket)
                    {
                        attributes.push(token);
                        attributes.extend(tokens.next());
                    }
                }
                TokenTree::Ident(word) if word == "pub" => {
                    // `pub(crate)`
                    if matches!(tokens.peek(), Some(TokenTree::Group(group))
                        if group.delimiter() == Delimiter::Parenthesis)
                    {
                        tokens.next();
                    }
                }
                TokenTree::Ident(word) if word == "struct" || word == "enum" => {
                    let mut item = std::mem::take(&mut attributes);
                    item.push(token);
                    for token in tokens.by_ref() {
                        let is_end = match &token {
                            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                            TokenTree::Punct(sign) => sign.as_char() == ';',
                            _ => false,
                        };
                        item.push(token);
                        if is_end {
                            break;
                        }
                    }
                    if let Ok(item) = syn::parse2::<DeriveInput>(item.into_iter().collect()) {
                        self.item(&item);
                    }
                }
                TokenTree::Ident(word) if word == "type" => {
                    attributes.clear();
                    let alias: Vec<_> = tokens
                        .by_ref()
                        .take_while(|token| !matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';'))
                        .collect();
                    self.alias(&alias);
                }
                TokenTree::Group(group) => {
                    attributes.clear();
                    self.items(group.stream());
                }
                _ => attributes.clear(),
            }
        }
    }

    /// `Name = Type`
    fn alias(&mut self, tokens: &[TokenTree]) {
        let [TokenTree::Ident(name), TokenTree::Punct(sign), ty @ ..] = tokens else { return };
        let ty: TokenStream = ty.iter().cloned().collect();
        if sign.as_char() == '='
            && let Ok(ty) = syn::parse2::<Type>(ty)
        {
            self.other(name, &ty);
        }
    }

    fn other(&mut self, name: &Ident, ty: &Type) {
        if let Some(inner) = value(ty) {
            self.sources.others.insert((self.package.to_owned(), name.to_string()), inner);
        }
    }

    fn item(&mut self, item: &DeriveInput) {
        match &item.data {
            Data::Struct(data) if derives(item, "AttioRecord") => {
                self.record(item, &data.fields, "object", Target::Object);
            }
            Data::Struct(data) if derives(item, "AttioEntry") => {
                self.record(item, &data.fields, "list", Target::List);
            }
            Data::Struct(data) if derives(item, "AttioValue") => {
                if let Some(field) = data.fields.iter().next() {
                    self.other(&item.ident, &field.ty);
                }
            }
            Data::Enum(data) if derives(item, "AttioOption") => {
                let keys = self.keys(&item.attrs);
                let case = case(&keys, TitleCase::ALL);
                let variants = data.variants.iter().filter_map(|variant| {
                    let keys = self.keys(&variant.attrs);
                    let name = variant.ident.unraw().to_string();
                    Some(Variant {
                        title: keys.text("title").unwrap_or_else(|| case.title_of(&name)),
                        id: keys.text("id"),
                        ahead: keys.ahead?,
                        name,
                    })
                });
                let variants = variants.collect();
                self.sources.enums.push(Enum {
                    name: item.ident.to_string(),
                    variants,
                    package: self.package.to_owned(),
                });
            }
            _ => {}
        }
    }

    /// `key` is the key of the struct's target.
    fn record(
        &mut self,
        item: &DeriveInput,
        fields: &Fields,
        key: &str,
        target: fn(String) -> Target,
    ) {
        let keys = self.keys(&item.attrs);
        let case = case(&keys, SlugCase::ALL);
        let fields = fields.iter().filter_map(|field| {
            let keys = self.keys(&field.attrs);
            let name = field.ident.as_ref()?.unraw().to_string();
            let key = keys.text("id").or_else(|| keys.text("slug"));
            (!keys.has("skip")).then(|| Field {
                key: key.unwrap_or_else(|| case.slug_of(&name)),
                name,
                ty: value(&field.ty),
                ahead: keys.ahead,
                package: self.package.to_owned(),
            })
        });
        let record = Record {
            name: item.ident.to_string(),
            target: target(keys.text(key).unwrap_or_default()),
            schema: keys.text("schema").map(|path| self.package.join(path)),
            fields: fields.collect(),
            ahead: keys.ahead,
        };
        self.sources.records.push(record);
    }

    /// The keys of all `#[attio(…)]`, with their strings.
    fn keys(&self, attributes: &[syn::Attribute]) -> Keys {
        let mut keys = Keys::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("attio")) {
            // An unreadable key is a compile error.
            let _ = attribute.parse_nested_meta(|meta| {
                let Some(key) = meta.path.get_ident() else { return Ok(()) };
                let text = match meta.value() {
                    Ok(value) if value.peek(LitStr) => Some(value.parse::<LitStr>()?.value()),
                    // `parent = Company`
                    Ok(value) => value.parse::<Type>().map(|_| None)?,
                    Err(_) => None,
                };
                if key == "ahead" {
                    keys.ahead = Some(Location {
                        file: self.file.to_owned(),
                        line: meta.path.span().start().line,
                    });
                }
                keys.keys.push((key.unraw().to_string(), text));
                Ok(())
            });
        }
        keys
    }
}

/// The keys of an item.
#[derive(Default)]
struct Keys {
    keys: Vec<(String, Option<String>)>,
    ahead: Option<Location>,
}

impl Keys {
    fn has(&self, name: &str) -> bool {
        self.keys.iter().any(|(key, _)| key == name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.keys.iter().find(|(key, _)| key == name).and_then(|(_, text)| text.clone())
    }
}

/// The case that `rename_all` names.
fn case<T: Copy + Default>(keys: &Keys, all: &[(&str, T)]) -> T {
    let name = keys.text("rename_all").unwrap_or_default();
    all.iter().find(|(known, _)| *known == name).map(|(_, case)| *case).unwrap_or_default()
}

fn derives(item: &DeriveInput, name: &str) -> bool {
    let mut found = false;
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.segments.last().is_some_and(|last| last.ident == name);
            Ok(())
        });
    }
    found
}

/// Returns the last name of the type of one value, without `Option`, `Vec` and the like around it.
fn value(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(reference) => value(&reference.elem),
        Type::Slice(slice) => value(&slice.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let name = last.ident.to_string();
            if !["Option", "Vec", "Box", "Tracked"].contains(&name.as_str()) {
                return Some(name);
            }
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            match arguments.args.first()? {
                GenericArgument::Type(inner) => value(inner),
                _ => None,
            }
        }
        _ => None,
    }
}
