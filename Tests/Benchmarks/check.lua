-- One update check after the other; OMAHA_REQUEST names the file with the body, OMAHA_CLOSE=1 asks for a new connection
-- each time, as update_engine does, OMAHA_DELAY has each connection wait so many milliseconds before it asks again. The last
-- line is what Tests/Benchmarks/run reads: answers, microseconds, faults, then the 99th, 50th and 99.9th percentile of the
-- latency in microseconds.
local file = assert(io.open(os.getenv("OMAHA_REQUEST"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "text/xml"
if os.getenv("OMAHA_CLOSE") == "1" then
  wrk.headers["Connection"] = "close"
end
file:close()

local pause = tonumber(os.getenv("OMAHA_DELAY") or "0")
if pause > 0 then
  function delay() return pause end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\nRESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(99), latency:percentile(50), latency:percentile(99.9)))
end
