//! The imports of one file: every path in its code that starts at the crate's root or with the name
//! of a crate.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A path that a file names.
#[derive(Debug)]
pub(crate) struct Import {
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// The path; a glob ends with `*`.
    pub(crate) path: Vec<String>,
    /// Whether the path starts at the root of this crate. Otherwise its first name is a crate, a name
    /// in scope, or anything else that only the compiler knows.
    pub(crate) from_root: bool,
    /// Whether it is compiled only for tests.
    pub(crate) in_tests: bool,
    /// For a `use` declaration: the path of the name that it introduces, or of the module and `*`.
    pub(crate) introduces: Option<Vec<String>>,
}

/// A module that is declared in a file.
#[derive(Debug)]
pub(crate) struct Declared {
    /// Its path from the crate's root.
    pub(crate) path: Vec<String>,
    /// Whether its content is in another file.
    pub(crate) in_a_file: bool,
    /// Whether it is compiled only for tests.
    pub(crate) in_tests: bool,
}

/// The content of one file.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// Every path.
    pub(crate) imports: Vec<Import>,
    /// Every module.
    pub(crate) modules: Vec<Declared>,
}

/// Reads a file that is the module `module`.
///
/// # Errors
///
/// Returns an error if the file cannot be parsed.
pub(crate) fn scan(source: &str, module: &[String], in_tests: bool) -> Result<Scanned, String> {
    let file = syn::parse_file(source)
        .map_err(|error| format!("line {}: {error}", error.span().start().line))?;
    let mut scanner = Scanner { module: module.to_vec(), in_tests, found: Scanned::default() };
    scanner.visit_file(&file);
    Ok(scanner.found)
}

struct Scanner {
    module: Vec<String>,
    in_tests: bool,
    found: Scanned,
}

impl Scanner {
    /// Collects a path as written.
    fn note(&mut self, written: &[String], line: usize, introduced: Option<&str>) {
        let plain = |name: &String| name.strip_prefix("r#").unwrap_or(name).to_owned();
        let written: Vec<String> = written.iter().map(plain).collect();
        let up = written.iter().take_while(|name| *name == "super" || *name == "self");
        let steps = up.clone().filter(|name| *name == "super").count();
        let skipped = up.count();
        let (path, from_root) = match written.first().map(String::as_str) {
            Some("crate") => (written[1..].to_vec(), true),
            _ if skipped == 0 => (written.to_vec(), false),
            _ => {
                // More `super` than modules does not compile, so the rest of the path starts at the root.
                let kept = self.module.len().saturating_sub(steps);
                let mut path = self.module[..kept].to_vec();
                path.extend_from_slice(&written[skipped..]);
                (path, true)
            }
        };
        let introduces = introduced.map(|name| [&self.module[..], &[name.to_owned()]].concat());
        let in_tests = self.in_tests;
        self.found.imports.push(Import { line, path, from_root, in_tests, introduces });
    }

    /// Collects each path of a `use` declaration.
    fn note_tree(&mut self, tree: &syn::UseTree, prefix: &mut Vec<String>) {
        let (ident, name) = match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.note_tree(&path.tree, prefix);
                prefix.pop();
                return;
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.note_tree(tree, prefix);
                }
                return;
            }
            syn::UseTree::Glob(glob) => {
                let line = glob.star_token.spans[0].start().line;
                let mut path = prefix.clone();
                path.push("*".to_owned());
                return self.note(&path, line, Some("*"));
            }
            syn::UseTree::Name(name) => (&name.ident, &name.ident),
            syn::UseTree::Rename(rename) => (&rename.ident, &rename.rename),
        };
        let mut path = prefix.clone();
        let mut name = name.to_string();
        // `a::{self}` is `a`.
        if ident == "self" && !path.is_empty() {
            if name == "self" {
                name.clone_from(&path[path.len() - 1]);
            }
        } else {
            path.push(ident.to_string());
        }
        self.note(&path, ident.span().start().line, Some(&name));
    }

    /// Collects the paths of tokens without a syntax tree: the body of a macro.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(ident) => {
                    at = self.note_token_path(&tokens, at + 1, &[ident.to_string()], line(ident));
                }
                TokenTree::Group(group) => {
                    self.note_tokens(group.stream());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Collects the path that continues at `at`, and returns its end.
    fn note_token_path(
        &mut self,
        tokens: &[TokenTree],
        at: usize,
        path: &[String],
        line_of_path: usize,
    ) -> usize {
        let extended = |name: String| [path, &[name]].concat();
        let next = if is_colons(tokens, at) { tokens.get(at + 2) } else { None };
        match next {
            Some(TokenTree::Ident(ident)) => {
                self.note_token_path(tokens, at + 3, &extended(ident.to_string()), line_of_path)
            }
            Some(star) if is_punct(star, '*') => {
                self.note(&extended("*".to_owned()), line_of_path, None);
                at + 3
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| is_punct(token, ',')) {
                    match part.first() {
                        Some(TokenTree::Ident(ident)) => {
                            let path = extended(ident.to_string());
                            self.note_token_path(part, 1, &path, line(ident));
                        }
                        Some(star) if is_punct(star, '*') => {
                            self.note(&extended("*".to_owned()), line_of_path, None);
                        }
                        _ => {}
                    }
                }
                at + 3
            }
            // A macro that assembles the module can name any module.
            Some(dollar) if is_punct(dollar, '$') && path[0] == "crate" => {
                self.note(&extended("$".to_owned()), line_of_path, None);
                at + 3
            }
            // `pub(super)` and `self.x` are not paths.
            _ if path.len() == 1 => at,
            _ => {
                self.note(path, line_of_path, None);
                at
            }
        }
    }

    /// Collects the paths in strings of an attribute, such as `#[serde(with = "crate::x")]`.
    fn note_strings(&mut self, tokens: TokenStream) {
        for token in tokens {
            if let TokenTree::Literal(literal) = token
                && let Ok(string) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                && let Ok(path) = syn::parse_str::<syn::Path>(&string.value())
                && path.segments.len() > 1
            {
                self.note(&names(&path), literal.span().start().line, None);
            }
        }
    }

    /// Visits an item with these attributes; an item that is only for tests counts as test code.
    fn with_attributes(&mut self, attributes: &[syn::Attribute], visit: impl FnOnce(&mut Self)) {
        let before = self.in_tests;
        self.in_tests |= attributes.iter().any(is_for_tests);
        visit(self);
        self.in_tests = before;
    }
}

/// Visitors of the items that can have `#[cfg(test)]`.
macro_rules! with_attributes {
    ($($visit:ident $type:ident,)*) => {
        $(fn $visit(&mut self, node: &'ast syn::$type) {
            self.with_attributes(&node.attrs, |this| visit::$visit(this, node));
        })*
    };
}

impl<'ast> Visit<'ast> for Scanner {
    fn visit_item_mod(&mut self, node: &'ast syn::ItemMod) {
        self.with_attributes(&node.attrs, |this| {
            this.module.push(node.ident.to_string());
            this.found.modules.push(Declared {
                path: this.module.clone(),
                in_a_file: node.content.is_none(),
                in_tests: this.in_tests,
            });
            visit::visit_item_mod(this, node);
            this.module.pop();
        });
    }

    fn visit_item_extern_crate(&mut self, node: &'ast syn::ItemExternCrate) {
        // Renames the crate: imports through the new name look like those of another crate.
        if node.ident == "self" {
            self.note(&["crate".to_owned(), "self".to_owned()], line(&node.ident), None);
        }
    }

    fn visit_item_use(&mut self, node: &'ast syn::ItemUse) {
        self.with_attributes(&node.attrs, |this| {
            this.note_tree(&node.tree, &mut Vec::new());
        });
    }

    fn visit_path(&mut self, node: &'ast syn::Path) {
        if node.segments.len() > 1 {
            self.note(&names(node), line(&node.segments[0].ident), None);
        }
        visit::visit_path(self, node);
    }

    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        visit::visit_macro(self, node);
        // These are the tokens of generated code, which runs in another crate.
        let quotes = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];
        let name = node.path.segments.last().map(|segment| segment.ident.to_string());
        if !name.is_some_and(|name| quotes.contains(&name.as_str())) {
            self.note_tokens(node.tokens.clone());
        }
    }

    fn visit_attribute(&mut self, node: &'ast syn::Attribute) {
        visit::visit_attribute(self, node);
        if let syn::Meta::List(list) = &node.meta {
            self.note_tokens(list.tokens.clone());
            self.note_strings(list.tokens.clone());
        }
    }

    with_attributes! {
        visit_item_const ItemConst,
        visit_item_enum ItemEnum,
        visit_item_fn ItemFn,
        visit_item_impl ItemImpl,
        visit_item_macro ItemMacro,
        visit_item_static ItemStatic,
        visit_item_struct ItemStruct,
        visit_item_trait ItemTrait,
        visit_item_type ItemType,
        visit_impl_item_const ImplItemConst,
        visit_impl_item_fn ImplItemFn,
        visit_field Field,
        visit_local Local,
        visit_stmt_macro StmtMacro,
        visit_variant Variant,
    }
}

/// Returns whether this is `#[cfg(test)]`, or an `all` that contains `test`.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    fn asks_for_tests(meta: &syn::Meta) -> bool {
        match meta {
            syn::Meta::Path(path) => path.is_ident("test"),
            syn::Meta::List(list) if list.path.is_ident("all") => list
                .parse_args_with(
                    syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
                )
                .is_ok_and(|metas| metas.iter().any(asks_for_tests)),
            _ => false,
        }
    }
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Meta>().is_ok_and(|meta| asks_for_tests(&meta))
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at..at + 2).is_some_and(|two| two.iter().all(|token| is_punct(token, ':')))
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn names(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn line(ident: &Ident) -> usize {
    ident.span().start().line
}
