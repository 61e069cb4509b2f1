//! temporary
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut config = payscore_server::Config::new("/tmp/psdata");
    config.listen = "127.0.0.1:19080".parse().unwrap();
    match payscore_server::Server::start(config).await {
        Ok(server) => { println!("listening on http://{}", server.address()); tokio::signal::ctrl_c().await.unwrap(); server.stop().await }
        Err(error) => { eprintln!("payscore: {error}"); std::process::exit(1) }
    }
}
