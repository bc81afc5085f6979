//! The modules of one crate and the arrows between them: module A sees module B when A's code names something that B
//! defines. A re-export is a name for what another module defines, and no arrow.

use crate::source::tokens;
use std::collections::{BTreeMap, BTreeSet};

/// A path as written, from the module that writes it.
type Path = Vec<String>;

#[derive(Default)]
struct Module {
    children: BTreeSet<String>,
    items: BTreeSet<String>,
    /// What the module re-exports: name and path, and the paths of `*`.
    aliases: Vec<(String, Path)>,
    globs: Vec<Path>,
    /// What its code names.
    uses: Vec<Path>,
}

/// Modules of a crate by their path: `state::books`; the root is "".
pub struct Crate {
    modules: BTreeMap<String, Module>,
}

impl Crate {
    /// From the files below `src`: path and text.
    pub fn read(files: &[(String, String)]) -> Crate {
        let named: Vec<_> = files.iter().map(|(file, text)| (module_of(file), tokens(text))).collect();
        let mut modules: BTreeMap<String, Module> =
            named.iter().map(|(name, tokens)| (name.clone(), Module::read(tokens))).collect();
        for (name, _) in named.iter().filter(|(name, _)| !name.is_empty()) {
            let (above, last) = name.rsplit_once("::").unwrap_or(("", name));
            modules.entry(above.to_owned()).or_default().children.insert(last.to_owned());
        }
        Crate { modules }
    }

    /// The module that defines what `path` names, seen from `from`; nothing when it is of another crate.
    fn target(&self, from: &str, path: &[String], depth: usize) -> Option<String> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => String::new(),
            "self" => from.to_owned(),
            "super" => from.rsplit_once("::").map_or("", |(up, _)| up).to_owned(),
            child if self.modules[from].children.contains(child) => join(from, child),
            _ => return None,
        };
        while let Some((name, after)) = rest.split_first() {
            let module = &self.modules[&at];
            let aliased = module.aliases.iter().find(|(alias, _)| alias == name).map(|(_, path)| path);
            if name == "super" {
                at = at.rsplit_once("::").map_or("", |(up, _)| up).to_owned();
            } else if module.children.contains(name) {
                at = join(&at, name);
            } else if let Some(path) = aliased.filter(|_| depth < 8) {
                return self.target(&at, &[path, after].concat(), depth + 1);
            } else if !module.items.contains(name) && depth < 8 {
                let behind = module.globs.iter().filter_map(|glob| self.target(&at, glob, depth + 1));
                let owner = behind.into_iter().find(|other| self.modules[other].defines(name));
                return owner
                    .map_or(Some(at), |other| self.target(&other, &[&["self".into()], rest].concat(), depth + 1));
            } else {
                break;
            }
            rest = after;
        }
        Some(at)
    }

    /// Who sees whom, and by which path.
    pub fn arrows(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut arrows = BTreeMap::new();
        for (name, module) in &self.modules {
            let seen: &mut BTreeMap<String, String> = arrows.entry(name.clone()).or_default();
            for path in &module.uses {
                if let Some(target) = self.target(name, path, 0).filter(|target| target != name) {
                    seen.entry(target).or_insert_with(|| path.join("::"));
                }
            }
        }
        arrows
    }

    /// A circle of modules, as the arrows that close it; none when every module stands above all it sees.
    pub fn circle(&self) -> Option<String> {
        let mut arrows = self.arrows();
        while let Some(floor) = arrows.iter().find(|(_, seen)| seen.is_empty()).map(|(name, _)| name.clone()) {
            arrows.remove(&floor);
            arrows.values_mut().for_each(|seen| drop(seen.remove(&floor)));
        }
        let mut walk = vec![arrows.keys().next()?.clone()];
        loop {
            let next = arrows[walk.last()?].keys().next()?.clone();
            if let Some(start) = walk.iter().position(|name| *name == next) {
                walk.push(next);
                let step = |pair: &[String]| format!("{} -> {} ({})", pair[0], pair[1], arrows[&pair[0]][&pair[1]]);
                return Some(walk[start..].windows(2).map(step).collect::<Vec<_>>().join(", "));
            }
            walk.push(next);
        }
    }
}

impl Module {
    fn read(tokens: &[&str]) -> Module {
        let (mut module, mut at) = (Module::default(), 0);
        while at < tokens.len() {
            if tokens[at..].starts_with(&["#", "[", "cfg", "(", "test", ")", "]", "mod"]) {
                at = item_end(tokens, at);
            } else if tokens[at] == "use" {
                let end = at + tokens[at..].iter().position(|token| *token == ";").unwrap_or(0);
                // `pub use`, `pub(crate) use`
                let public = at > 0 && (tokens[at - 1] == "pub" || tokens[at - 1] == ")");
                module.import(&tokens[at + 1..end], &[], public);
                at = end;
            } else if ["struct", "enum", "fn", "const", "static", "trait", "type", "mod"].contains(&tokens[at]) {
                module.items.extend(tokens.get(at + 1).map(|name| name.to_string()));
            } else if tokens.get(at + 1) == Some(&"::") && (at == 0 || tokens[at - 1] != "::") {
                let path: Vec<_> = tokens[at..].chunks(2).take_while(|pair| pair.get(1) == Some(&"::")).collect();
                let last = tokens.get(at + 2 * path.len());
                module.uses.push(path.iter().map(|pair| pair[0]).chain(last.copied()).map(String::from).collect());
            }
            at += 1;
        }
        module
    }

    /// One tree of a `use`, below the path that leads to it.
    fn import(&mut self, tree: &[&str], above: &[String], public: bool) {
        let group = tree.iter().position(|token| *token == "{");
        if let Some(open) = group {
            let above: Path = [above, &words(&tree[..open])].concat();
            let (mut depth, mut from) = (0, open + 1);
            for at in open + 1..tree.len() {
                match tree[at] {
                    "{" => depth += 1,
                    "}" if depth > 0 => depth -= 1,
                    "," | "}" if depth == 0 => {
                        self.import(&tree[from..at], &above, public);
                        from = at + 1;
                    }
                    _ => {}
                }
            }
            return;
        }
        let (path, alias) = match tree.iter().position(|token| *token == "as") {
            Some(at) => (&tree[..at], tree[at + 1]),
            None => (tree, tree.last().copied().unwrap_or_default()),
        };
        let glob = path.last() == Some(&"*");
        let path: Path = [above, &words(path)].concat();
        match (public, glob) {
            (_, _) if path.is_empty() || tree.is_empty() => {}
            (true, true) => self.globs.push(path),
            (true, false) => self.aliases.push((alias.to_owned(), path)),
            (false, _) => self.uses.push(path),
        }
    }

    fn defines(&self, name: &str) -> bool {
        self.items.contains(name) || self.children.contains(name) || self.aliases.iter().any(|(alias, _)| alias == name)
    }
}

/// Index of the last token of the item that starts at `at`.
fn item_end(tokens: &[&str], at: usize) -> usize {
    let mut depth = 0;
    for (n, token) in tokens.iter().enumerate().skip(at) {
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return n,
            _ => continue,
        }
        if depth == 0 {
            return n;
        }
    }
    tokens.len()
}

fn words(tokens: &[&str]) -> Path {
    tokens.iter().filter(|token| !["::", "*"].contains(token)).map(|token| token.to_string()).collect()
}

fn join(module: &str, child: &str) -> String {
    if module.is_empty() { child.to_owned() } else { format!("{module}::{child}") }
}

fn module_of(file: &str) -> String {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if ["lib", "main", "mod"].contains(&path) { String::new() } else { path.replace('/', "::") }
}
