//! README's map is true: every instruction, its room, its CU row; and its commands exist.

use hypothec_interface::instruction::Instruction;
use std::fs::read_to_string;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[test]
fn readme_map_names_every_instruction_its_handler_and_cu_row() {
    let readme = read_to_string(root().join("README.md")).expect("a README");
    let table = read_to_string(root().join("benches/compute_units.md")).expect("a CU table");
    for instruction in Instruction::ALL {
        let start = format!("| {} |", instruction.name());
        let row = readme.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("README's map lacks {}", instruction.name()));
        let room = row.split_once("](").and_then(|(_, rest)| rest.split_once(')')).expect("a link").0;
        assert!(root().join(room).is_file(), "{room}");
        let (_, cell) = row.rsplit_once("| `").expect("a CU row");
        let name = cell.trim_end_matches("` |");
        assert!(table.contains(&format!("\n| {name} |")), "no CU row {name}");
    }
}

#[test]
fn readme_commands_exist_in_the_makefile() {
    let readme = read_to_string(root().join("README.md")).expect("a README");
    let makefile = read_to_string(root().join("Makefile")).expect("a Makefile");
    let mut seen = 0;
    for line in readme.lines().filter(|line| line.starts_with("make ")) {
        let task = line.split_whitespace().nth(1).expect("a task");
        assert!(makefile.contains(&format!("\n{task}:")), "make {task}");
        seen += 1;
    }
    assert!(seen > 0);
}
