-- One update check after the other; OMAHA_REQUEST names the file with the body, OMAHA_CLOSE=1 asks for a new connection
-- each time, as update_engine does. The last line is what Tests/Benchmarks/run reads: answers, microseconds, faults.
local file = assert(io.open(os.getenv("OMAHA_REQUEST"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "text/xml"
if os.getenv("OMAHA_CLOSE") == "1" then
  wrk.headers["Connection"] = "close"
end
file:close()

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\nRESULT %d %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(99)))
end
