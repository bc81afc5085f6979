//! The interface's records as its sources declare them: names, types and documentation of every field.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, ExprLit, Fields, Ident, Item, Lit, LitInt, LitStr, Meta, Token, Type, Visibility, braced};

/// A field: its name, its type as written, what it holds.
pub struct Member {
    pub name: String,
    pub kind: Type,
    pub docs: Vec<String>,
}

/// Every record of plain data in `interface/src`, by name.
pub fn records() -> BTreeMap<String, Vec<Member>> {
    let mut found = BTreeMap::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).expect("a source file");
        for item in syn::parse_file(&text).expect("Rust").items {
            match item {
                Item::Struct(item) => {
                    if let Fields::Named(fields) = item.fields {
                        let members = fields.named.into_iter().map(|field| Member {
                            name: field.ident.expect("a named field").to_string(),
                            kind: field.ty,
                            docs: docs(&field.attrs),
                        });
                        found.insert(item.ident.to_string(), members.collect());
                    }
                }
                Item::Macro(item) if item.mac.path.is_ident("layout") => {
                    let layout: Layout = item.mac.parse_body().expect("a layout");
                    found.insert(layout.name, layout.members);
                }
                _ => {}
            }
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect()
}

/// What the `layout!` macro is given.
struct Layout {
    name: String,
    members: Vec<Member>,
}

impl Parse for Layout {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let name = input.parse::<Ident>()?.to_string();
        input.parse::<Token![:]>()?;
        input.parse::<LitInt>()?;
        let (body, mut members) = (
            {
                let body;
                braced!(body in input);
                body
            },
            Vec::new(),
        );
        while !body.is_empty() {
            body.parse::<LitInt>()?;
            let name = body.parse::<Ident>()?.to_string();
            body.parse::<Token![:]>()?;
            let kind = body.parse()?;
            body.parse::<Token![=]>()?;
            let docs = vec![body.parse::<LitStr>()?.value()];
            body.parse::<Token![;]>()?;
            members.push(Member { name, kind, docs });
        }
        Ok(Self { name, members })
    }
}
