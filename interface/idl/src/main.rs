//! `cargo run -p hypothec-idl > idl.json`

use std::process::ExitCode;

fn main() -> ExitCode {
    match hypothec_idl::text() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("hypothec-idl: {error}");
            ExitCode::FAILURE
        }
    }
}
