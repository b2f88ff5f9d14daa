// SPDX-License-Identifier: Apache-2.0
#include <muster/result.h>

#include <openssl/evp.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace muster {
namespace {

std::string_view name_of(Block::Type type) {
  switch (type) {
    case Block::Type::text:
      return "text";
    case Block::Type::json:
      return "json";
    case Block::Type::image:
      return "image";
    case Block::Type::audio:
      return "audio";
    case Block::Type::resource:
      return "resource";
  }
  return "";
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // libcrypto ends it with a NUL
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

json::Object view_of(const Block& block) {
  json::Object view{{"type", name_of(block.type)}};
  switch (block.type) {
    case Block::Type::text:
      view["text"] = block.bytes;
      break;
    case Block::Type::json:  // for clients that read content only
      view["type"] = "text";
      view["text"] = block.bytes;
      break;
    case Block::Type::image:
    case Block::Type::audio:
      view["data"] = base64(block.bytes);
      view["mimeType"] = block.mime;
      break;
    case Block::Type::resource:
      view["uri"] = block.name;
      view["mimeType"] = block.mime;
      if (find_not_utf8(block.bytes)) {
        view["blob"] = base64(block.bytes);
      } else {
        view["text"] = block.bytes;
      }
      break;
  }
  return view;
}

}  // namespace

std::string text_of(std::span<const Block> blocks) {
  std::string text;
  copy_text(blocks, text);
  return text;
}

void copy_text(std::span<const Block> blocks, std::string& text) {
  text.clear();
  bool any = false;
  for (const Block& block : blocks) {
    if (block.type != Block::Type::text) continue;
    if (any) text += '\n';
    text += block.bytes;
    any = true;
  }
  if (any) return;
  const auto json = std::ranges::find(blocks, Block::Type::json, &Block::type);
  if (json != blocks.end()) text = json->bytes;
}

std::string to_json(const CallResult& result) {
  json::Array content;
  json::Value structured;
  for (const Block& block : result.blocks) {
    content.push_back(view_of(block));
    if (block.type != Block::Type::json) continue;
    if (auto value = json::parse(block.bytes, result.agent, {.bytes = block.bytes.size()})) {
      structured = std::move(*value);
    }
  }
  json::Object object{{"content", std::move(content)}};
  if (!structured.is_null()) object["structured"] = std::move(structured);
  object["is_error"] = false;
  object["agent"] = result.agent;
  object["generation"] = result.generation;
  object["duration_ms"] = std::chrono::duration<double, std::milli>(result.duration).count();
  return json::write(object);
}

}  // namespace muster
