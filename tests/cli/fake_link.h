// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_CLI_FAKE_LINK_H
#define MUSTER_TESTS_CLI_FAKE_LINK_H

#include <memory>
#include <sstream>

#include "cli/output.h"
#include "cli/peer.h"
#include "serve/fake_api.h"
#include "serve/routes.h"

namespace muster::test {

/// A link to a host of plain values.
class FakeLink final : public serve::Link {
 public:
  explicit FakeLink(FakeApi& host) : host_(host) {}
  Result<serve::Response> send(const serve::Request& request) override {
    return serve::route(request, host_);
  }

 private:
  FakeApi& host_;
};

/// What a command is given: a host to ask and streams to write to.
struct Console {
  FakeApi host;
  cli::Peer peer{std::make_unique<FakeLink>(host)};
  std::ostringstream out;
  std::ostringstream err;
  cli::Output output{out, err};

  json::Value json_out() const { return json::parse(out.str(), "output").value(); }
};

}  // namespace muster::test

#endif
