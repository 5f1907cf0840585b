import Testing

/// The real nginx with the configuration of `deploy/nginx`, the real omaha-fcgi and omaha-pkg. One test at a time: each starts servers of
/// its own, and several measure behaviour under load.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct IntegrationTests {}
