//! What the documents and the tests promise of each other.

use std::fs;
use std::path::PathBuf;

pub mod coverage;
pub mod events;
pub mod readme;

/// The text of every test module of the program.
fn tests_of_the_program() -> String {
    let (mut text, mut folders) = (String::new(), vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("tests").map(|entry| entry.expect("readable").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                text.push_str(&fs::read_to_string(path).expect("readable"));
            }
        }
    }
    text
}
