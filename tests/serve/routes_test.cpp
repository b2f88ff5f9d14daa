// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "serve/fake_api.h"

namespace muster::serve {
namespace {

using namespace std::chrono_literals;

struct Answer {
  unsigned status;
  json::Value body;
  Response whole;

  explicit Answer(const Response& response)
      : status(response.status),
        body(json::parse(response.body, "answer").value()),
        whole(response) {}
  const json::Value& operator[](std::string_view key) const { return body.at(key); }
};

Answer get(Api& host, std::string target) {
  return Answer(route({.target = std::move(target)}, host));
}

Answer post(Api& host, std::string target, std::string body = {}) {
  return Answer(
      route({.method = "POST", .target = std::move(target), .body = std::move(body)}, host));
}

TEST_CASE("a host that serves a generation is ready, one on its way down is not") {
  test::FakeApi host;
  CHECK(get(host, "/readyz").status == 200);
  host.state.health = Health::stopping;
  CHECK(get(host, "/readyz").status == 503);
  CHECK(get(host, "/healthz")["health"] == "stopping");
  host.state = {};
  CHECK(get(host, "/readyz").status == 503);
}

TEST_CASE("a listing takes a filter, and leads to the page that follows") {
  test::FakeApi host;
  AgentInfo other = host.live_agents.front();
  other.descriptor.slug = "other";
  host.live_agents.push_back(other);
  const auto filtered = [&host](const std::string& query) {
    return route({.method = "GET", .target = "/v1/agents" + query}, host);
  };
  const Response first = filtered("?tag=text&limit=1");
  CHECK(json::parse(first.body, "body")->as_array().size() == 1);
  REQUIRE(first.headers.size() == 1);
  CHECK(first.headers[0].first == "Link");
  CHECK(first.headers[0].second == "</v1/agents?tag=text&after=echo&limit=1>; rel=\"next\"");
  const Response second = filtered("?tag=text&after=echo&limit=1");
  CHECK(json::parse(second.body, "body")->at(0).at("slug") == "other");
  CHECK(second.headers.empty());

  CHECK(filtered("?match=(").status == 422);
  CHECK(filtered("?tga=text").status == 422);
  CHECK(filtered("?tag=none").body == "[]");
  CHECK(route({.method = "GET", .target = "/v1/skills?match=op.*"}, host).body.size() > 2);
}

TEST_CASE("the list of agents has each agent's descriptor and where it comes from") {
  test::FakeApi host;
  const auto answer = get(host, "/v1/agents");
  const auto& echo = answer.body.at(0);
  CHECK(echo.at("slug") == "echo");
  CHECK(echo.at("input_schema").at("type") == "object");
  CHECK(echo.at("output_schema").is_null());
  CHECK(echo.at("flags").at("idempotent") == true);
  CHECK(echo.at("limits").at("deadline_ms") == 0);
  CHECK(echo.at("plugin") == "plugins/echo.so");
  CHECK(echo.at("generation") == 4);
}

TEST_CASE("one agent is an object, an unknown one a problem with code, subject and hint") {
  test::FakeApi host;
  CHECK(get(host, "/v1/agents/echo")["slug"] == "echo");
  const auto missing = get(host, "/v1/agents/nobody");
  CHECK(missing.status == 404);
  CHECK(missing.whole.content_type == "application/problem+json");
  CHECK(missing["code"] == "test.absent");
  CHECK(missing["subject"] == "nobody");
  CHECK(missing["hint"] == "look elsewhere");
  CHECK(missing["status"] == 404);
  CHECK(missing["title"] == "Not Found");
}

TEST_CASE("a skill comes with its body, and its name may be percent-encoded") {
  test::FakeApi host;
  host.live_skills.front().descriptor.name = "caf\xC3\xA9";
  const auto answer = get(host, "/v1/skills/caf%C3%A9");
  CHECK(answer["body"] == "# Body\n");
  CHECK(answer["fields"].at("license") == "MIT");
  CHECK(answer["files"].at(1).at("path") == "scripts/run.sh");
  CHECK_FALSE(get(host, "/v1/skills").whole.body.empty());
  CHECK(get(host, "/v1/skills").whole.body.find("scripts/run.sh") == std::string::npos);
}

TEST_CASE("a skill comes with its fields as they were written, and with their types") {
  test::FakeApi host;
  SkillDescriptor& skill = host.live_skills.front().descriptor;
  skill.fields = {
      {"version", "1.0"}, {"tags", R"(["a b"])"}, {"allowed-tools", "Read Bash(git:*)"}};
  skill.allowed_tools = {"Read", "Bash(git:*)"};
  skill.metadata = {{"on", "yes"}};
  skill.tags = {"a b"};
  for (const char* target : {"/v1/skills", "/v1/skills/operate"}) {
    CAPTURE(target);
    const Answer answer = get(host, target);
    const json::Value& said = answer.body.is_array() ? answer.body.at(0) : answer.body;
    CHECK(said.at("fields").as_object().size() == 3);
    CHECK(said.at("fields").at("version") == "1.0");
    CHECK(said.at("fields").at("tags") == "[\"a b\"]");
    CHECK(said.at("fields").at("allowed-tools") == "Read Bash(git:*)");
    CHECK(json::write(said.at("allowed_tools")) == "[\"Read\",\"Bash(git:*)\"]");
    CHECK(json::write(said.at("metadata")) == "{\"on\":\"yes\"}");
    CHECK(json::write(said.at("tags")) == "[\"a b\"]");
  }
}

TEST_CASE("a file of a skill comes as it is, with its digest") {
  test::FakeApi host;
  const Response text = route({.target = "/v1/skills/operate/files/scripts/run.sh"}, host);
  CHECK(text.status == 200);
  CHECK(text.body == "scripts/run.sh");
  CHECK(text.content_type == "text/plain; charset=utf-8");
  const decltype(text.headers) headers{{"ETag", "\"cd\""}, {"X-Content-Type-Options", "nosniff"}};
  CHECK(text.headers == headers);
  const Response bytes = route({.target = "/v1/skills/operate/files/%FF"}, host);
  CHECK(bytes.body == "\xff");
  CHECK(bytes.content_type == "application/octet-stream");
  CHECK(route({.target = "/v1/skills/operate/files/a%2F..%2Fb"}, host).body == "a/../b");
  CHECK(get(host, "/v1/skills/operate/files/absent").status == 404);
  CHECK(get(host, "/v1/skills/operate/files")["code"] == "http.unknown_path");
}

TEST_CASE("a call hands over its input and answers with the result object") {
  test::FakeApi host;
  const auto answer = post(host, "/v1/agents/echo/call", R"({"text":"hi"})");
  CHECK(answer.status == 200);
  CHECK(answer["content"].at(0).at("text") == R"({"text":"hi"})");
  CHECK(answer["is_error"] == false);
}

TEST_CASE("a call without a body has an empty object as its input") {
  test::FakeApi host;
  CHECK(post(host, "/v1/agents/echo/call")["content"].at(0).at("text") == "{}");
}

TEST_CASE("a call's timeout counts from the arrival of the request") {
  test::FakeApi host;
  std::optional<Deadline> seen;
  host.on_call = [&](auto, auto, std::optional<Deadline> deadline) -> Result<CallResult> {
    seen = deadline;
    return CallResult{};
  };
  const auto noon = std::chrono::steady_clock::time_point(12h);
  Request request{.method = "POST", .target = "/v1/agents/echo/call", .timeout = "500ms"};
  request.arrived = noon;
  CHECK(route(request, host).status == 200);
  REQUIRE(seen);
  CHECK(seen->at == noon + 500ms);
  request.timeout.clear();
  CHECK(route(request, host).status == 200);
  CHECK_FALSE(seen);
}

TEST_CASE("the key of a call stands in its query") {
  test::FakeApi host;
  CHECK(post(host, "/v1/agents/echo/call?key=a%2Fb&x=1").status == 200);
  CHECK(host.key == "a/b");
  CHECK(post(host, "/v1/agents/echo/call").status == 200);
  CHECK(host.key.empty());
  const auto wrong = post(host, "/v1/agents/echo/call?key=%zz");
  CHECK(wrong.status == 422);
  CHECK(wrong["code"] == "http.bad_query");
}

TEST_CASE("the status says what the workers do, and for which agents") {
  test::FakeApi host;
  host.workers = {3, 2, 1, {{"slow", 3, 2, 1, true}}};
  const auto workers = get(host, "/v1/status")["workers"];
  CHECK(workers.at("busy") == 3);
  CHECK(workers.at("lost") == 2);
  CHECK(workers.at("waiting") == 1);
  CHECK(workers.at("agents").at(0).at("slug") == "slow");
  CHECK(workers.at("agents").at(0).at("overloaded") == true);
}

TEST_CASE("a timeout that is no time is refused before the agent runs") {
  test::FakeApi host;
  host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    FAIL("the agent ran");
    return CallResult{};
  };
  const auto answer =
      Answer(route({.method = "POST", .target = "/v1/agents/echo/call", .timeout = "soon"}, host));
  CHECK(answer.status == 422);
  CHECK(answer["code"] == "http.bad_timeout");
}

TEST_CASE("an agent that fails is a result with is_error, not a problem") {
  test::FakeApi host;
  host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    return tl::unexpected(Error{Kind::failed, "agent.failed", "echo", "out of paper", "", "paper"});
  };
  const auto answer = post(host, "/v1/agents/echo/call");
  CHECK(answer.status == 200);
  CHECK(answer["is_error"] == true);
  CHECK(answer["content"].at(0).at("text") == "out of paper");
  CHECK(answer["agent_code"] == "paper");
  CHECK(answer["generation"] == 4);
  CHECK(answer["duration_ms"] == 2.0);
}

TEST_CASE("a request id reaches the agent and comes back, whatever becomes of the call") {
  test::FakeApi host;
  const Request call{
      .method = "POST", .target = "/v1/agents/echo/call", .request_id = std::string(256, '~')};
  const std::pair<std::string, std::string> header("X-Request-Id", call.request_id);
  CHECK(route(call, host).headers == std::vector{header});
  CHECK(host.request_id == call.request_id);
  host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    return tl::unexpected(Error{Kind::timeout, "test.late", "echo", "late", "", ""});
  };
  CHECK(route(call, host).headers == std::vector{header});
}

TEST_CASE("a request id that is long or not visible ASCII is refused before the agent runs") {
  for (const std::string& id :
       {std::string(257, 'x'), std::string("a b"), std::string("\xC3\xA9")}) {
    test::FakeApi host;
    const Answer answer(
        route({.method = "POST", .target = "/v1/agents/echo/call", .request_id = id}, host));
    CHECK(answer.status == 422);
    CHECK(answer["code"] == "http.bad_request_id");
    CHECK(answer.whole.headers.empty());
    CHECK(host.request_id.empty());
  }
}

TEST_CASE("each kind of error has its HTTP status") {
  test::FakeApi host;
  const auto status_of = [&host](Kind kind) {
    host.on_call = [kind](auto, auto, auto) -> Result<CallResult> {
      return tl::unexpected(Error{kind, "test.kind", "echo", "no", "", ""});
    };
    return post(host, "/v1/agents/echo/call").status;
  };
  CHECK(status_of(Kind::invalid) == 422);
  CHECK(status_of(Kind::not_found) == 404);
  CHECK(status_of(Kind::denied) == 403);
  CHECK(status_of(Kind::conflict) == 409);
  CHECK(status_of(Kind::unavailable) == 503);
  CHECK(status_of(Kind::overloaded) == 503);
  CHECK(status_of(Kind::timeout) == 504);
}

TEST_CASE("an overloaded host says when to come back") {
  test::FakeApi host;
  host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    return tl::unexpected(Error{Kind::overloaded, "test.full", "echo", "full", "", ""});
  };
  const auto answer = post(host, "/v1/agents/echo/call");
  REQUIRE(answer.whole.headers.size() == 1);
  CHECK(answer.whole.headers.front().first == "Retry-After");
}

TEST_CASE("a reload answers with its report and the verdict") {
  test::FakeApi host;
  const auto answer = post(host, "/v1/reload");
  CHECK(answer["reload"] == 7);
  CHECK(answer["verdict"] == json::Value(verdict(host.history.back())));
}

TEST_CASE("reports are found by number and as the last") {
  test::FakeApi host;
  host.history.emplace_back().number = 8;
  CHECK(get(host, "/v1/reloads/last")["reload"] == 8);
  CHECK(get(host, "/v1/reloads/7")["reload"] == 7);
  CHECK(get(host, "/v1/reloads").body.as_array().size() == 2);
  CHECK(get(host, "/v1/reloads/9")["code"] == "http.unknown_reload");
  for (const char* path : {"/v1/reloads/x", "/v1/reloads/7abc", "/v1/reloads/0"}) {
    CHECK(get(host, path).status == 404);
  }
  host.history.clear();
  CHECK(get(host, "/v1/reloads/last").status == 404);
}

Quarantined crasher() {
  return {"plugins/c.so",
          "cd",
          {Kind::failed, "probe.crashed", "plugins/c.so", "ended with SIGSEGV", "mend it", ""},
          {}};
}

TEST_CASE("a retry answers with what it lifted") {
  test::FakeApi host;
  host.in_quarantine = {crasher()};
  const auto answer = post(host, "/v1/plugins/retry", R"({"which":"plugins/c.so"})");
  CHECK(answer.status == 200);
  const auto& lifted = answer["lifted"].at(0);
  CHECK(lifted.at("path") == "plugins/c.so");
  CHECK(lifted.at("sha256") == "cd");
  CHECK(lifted.at("code") == "probe.crashed");
  CHECK(lifted.at("message") == "ended with SIGSEGV");
  CHECK(lifted.at("hint") == "mend it");
  CHECK(lifted.at("since") == "1970-01-01T00:00:00.000Z");
  CHECK(host.in_quarantine.empty());
}

TEST_CASE("a retry of what is not in quarantine is a problem, 404") {
  test::FakeApi host;
  const auto answer = post(host, "/v1/plugins/retry", R"({"which":"plugins/c.so"})");
  CHECK(answer.status == 404);
  CHECK(answer["subject"] == "plugins/c.so");
}

TEST_CASE("a retry that does not say of what is refused") {
  test::FakeApi host;
  for (const char* body : {"", "{}", "[]", R"({"which":1})", R"("plugins/c.so")"}) {
    const auto answer = post(host, "/v1/plugins/retry", body);
    CHECK(answer.status == 422);
    CHECK(answer["code"] == "http.bad_body");
  }
}

TEST_CASE("the status lists what is in quarantine") {
  test::FakeApi host;
  CHECK(get(host, "/v1/status")["quarantined"].as_array().empty());
  host.in_quarantine = {crasher()};
  CHECK(get(host, "/v1/status")["quarantined"].at(0).at("path") == "plugins/c.so");
}

TEST_CASE("the status names the host, its counts and the last reload") {
  test::FakeApi host;
  const auto answer = get(host, "/v1/status");
  CHECK(answer["name"] == "fake");
  CHECK(answer["health"] == "ok");
  CHECK(answer["counts"].at("agents") == 1);
  CHECK(answer["last_reload"].at("reload") == 7);
  CHECK(answer["files"].at(0).at("sha256") == "ab");
}

TEST_CASE("a path that nothing has is a problem, a wrong method says which is right") {
  test::FakeApi host;
  CHECK(get(host, "/v2/agents")["code"] == "http.unknown_path");
  CHECK(get(host, "/v1/agents/").status == 404);
  CHECK(get(host, "no-path").status == 404);
  CHECK(get(host, "/v1/agents/%zz").status == 404);
  const auto wrong = get(host, "/v1/reload");
  CHECK(wrong.status == 405);
  CHECK(wrong.whole.headers.front() == std::pair<std::string, std::string>("Allow", "POST"));
}

TEST_CASE("only what takes time leaves the accepting thread") {
  CHECK(lane_of({.target = "/healthz"}) == Lane::immediate);
  CHECK(lane_of({.target = "/readyz"}) == Lane::immediate);
  CHECK(lane_of({.target = "/v1/status"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/reloads"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/reloads/last"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/agents/echo/call"}) == Lane::immediate);  // GET: a refusal
  CHECK(lane_of({.method = "POST", .target = "/v1/agents/echo/call"}) == Lane::call);
  CHECK(lane_of({.method = "POST", .target = "/v1/plugins/retry"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/skills"}) == Lane::immediate);
  CHECK(lane_of({.target = "/v1/skills?limit=1"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/agents?contains=x"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/skills/operate"}) == Lane::slow);
  CHECK(lane_of({.target = "/v1/skills/operate/files/a/b"}) == Lane::slow);
  CHECK(lane_of({.method = "POST", .target = "/v1/reload?x"}) == Lane::reload);
}

}  // namespace
}  // namespace muster::serve
