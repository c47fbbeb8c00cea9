# SPDX-License-Identifier: Apache-2.0
# Reads a JUnit file as GitLab does (ActiveSupport's Hash.from_xml over Nokogiri): prints one line a
# test case, its name and what GitLab takes it for.
require 'logger'
require 'active_support'
require 'active_support/core_ext/hash/conversions'
require 'active_support/core_ext/object/blank'
require 'nokogiri'
ActiveSupport::XmlMini.backend = 'Nokogiri'

root = Hash.from_xml(File.read(ARGV[0])).values.first
suites = root['testsuite'] ? [root['testsuite']].flatten : [root]
suites.flat_map { |suite| [suite['testcase']].flatten.compact }.each do |row|
  state = %w[failure error skipped].find { |key| row.key?(key) } || 'success'
  puts "#{state}\t#{row['classname']}\t#{row['name']}\t#{row[state].to_s.lines.first.to_s.strip}"
end
