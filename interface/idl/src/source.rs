//! What the interface's sources say that compiled code no longer knows: names, types and documentation.

mod parse;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Type};

/// A field: its name, its type as written, what it holds.
pub struct Member {
    /// Name in snake case.
    pub name: String,
    /// Type as written.
    pub kind: Type,
    /// Documentation.
    pub docs: String,
}

/// A record of plain data.
pub struct Record {
    /// Documentation.
    pub docs: String,
    /// Its fields, in order.
    pub members: Vec<Member>,
}

/// A name with a number: a variant of an enum, or a constant.
#[derive(Clone)]
pub struct Numbered {
    /// Name as written.
    pub name: String,
    /// Its number.
    pub number: u64,
    /// Documentation.
    pub docs: String,
}

/// Everything that was found in `interface/src`.
#[derive(Default)]
pub struct Source {
    /// Records by name.
    pub records: BTreeMap<String, Record>,
    /// Enums with numbers by name; those of the macro `instructions!` as `Instruction`.
    pub enums: BTreeMap<String, Vec<Numbered>>,
    /// Whole-number constants in the order of the files.
    pub constants: Vec<Numbered>,
    /// The `# Errors` section of every method as `Type::name`, and of every function as `module::name`.
    pub errors: BTreeMap<String, String>,
    /// Documentation of every error, by name.
    pub error_docs: BTreeMap<String, String>,
}

impl Source {
    /// Reads every file of the interface.
    ///
    /// # Errors
    /// A file that cannot be read or is not Rust, with its path.
    pub fn read() -> Result<Source, String> {
        let mut source = Source::default();
        for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../src"))? {
            let naming = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
            let text = std::fs::read_to_string(&path).map_err(|error| naming(&error))?;
            let file = syn::parse_file(&text).map_err(|error| naming(&error))?;
            source.take(&module_of(&path), file.items).map_err(|error| naming(&error))?;
        }
        Ok(source)
    }

    /// The record with this name.
    ///
    /// # Errors
    /// There is none.
    pub fn record(&self, name: &str) -> Result<&Record, String> {
        self.records.get(name).ok_or_else(|| format!("no record {name} in interface/src"))
    }

    /// The variants of the enum with this name.
    ///
    /// # Errors
    /// There is none.
    pub fn variants(&self, name: &str) -> Result<&[Numbered], String> {
        self.enums.get(name).map(Vec::as_slice).ok_or_else(|| format!("no enum {name} in interface/src"))
    }

    /// The constants whose names begin so.
    pub fn constants(&self, prefix: &str) -> impl Iterator<Item = &Numbered> {
        self.constants.iter().filter(move |constant| constant.name.starts_with(prefix))
    }
}

/// The module that a file's functions are known by: `action` re-exports all of its own.
fn module_of(path: &Path) -> String {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut folders = path.ancestors().skip(1).map(stem);
    if folders.any(|folder| folder == "action") {
        "action".to_owned()
    } else if path.ends_with("mod.rs") {
        path.parent().map(stem).unwrap_or_default()
    } else {
        stem(path)
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let naming = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(naming)? {
        let path = entry.map_err(naming)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The documentation of an item, its lines joined.
fn docs(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}
