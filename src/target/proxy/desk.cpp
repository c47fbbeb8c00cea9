// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/desk.h"

#include <utility>

namespace loadgate::proxy {

void Desk::set_fault(std::optional<Fault> fault) {
  const std::scoped_lock held(lock_);
  share_ = EvenShare(fault ? fault->share : 0);
  fault_ = std::move(fault);
  flows_.clear();
  is_on_.store(false, std::memory_order_relaxed);
}

bool Desk::is_meant(const Tag& tag) {
  const bool is_on = is_on_.load(std::memory_order_relaxed);
  if (!fault_->is_kept_by_flows) {
    return is_on && tag.step == fault_->step;
  }
  const std::string flow(tag.flow);
  if (tag.is_first && is_on) {
    flows_.insert(flow);
  } else if (tag.is_first) {  // users of the next phase are counted from 0 again
    flows_.erase(flow);
  }
  return tag.step == fault_->step && flows_.contains(flow);
}

std::optional<Fault> Desk::decide(const Tag& tag) {
  const std::scoped_lock held(lock_);
  if (!fault_ || tag.step.empty() || !is_meant(tag) || !share_.take()) {
    return std::nullopt;
  }
  return fault_;
}

}  // namespace loadgate::proxy
