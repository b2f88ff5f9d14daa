#!/usr/bin/env escript
%%! +S 2:2 +sbt db
%% SPDX-License-Identifier: Apache-2.0
%% beam.escript WAY READERS NAMES QUERIES: how long a look-up takes in a process of the BEAM, in nanoseconds; the
%% median of rounds of about 4 ms. WAY is ets_lookup, ets_lookup_element or persistent_term. Both files have a name
%% a line; NAMES are those of the table, QUERIES what is asked, in order. See beam_bench.cpp.
-mode(compile).

-define(ROUND, 4_000_000). % ns
-define(ROUNDS, 25).

main([Way, Readers, Names, Queries]) ->
  Find = way(Way, lines(Names)),
  Asked = lines(Queries),
  Passes = max(1, ?ROUND div max(1, time(Find, Asked, 3) div 3)),
  Parent = self(),
  Reader = fun() -> Parent ! [time(Find, Asked, Passes) / Passes || _ <- lists:seq(1, ?ROUNDS)] end,
  Count = list_to_integer(Readers),
  [spawn_link(Reader) || _ <- lists:seq(1, Count)],
  Times = lists:append([receive Rounds -> Rounds end || _ <- lists:seq(1, Count)]),
  Median = lists:nth(length(Times) div 2 + 1, lists:sort(Times)),
  io:format("~.3f~n", [Median / length(Asked)]).

%% What goes over the names once; each looks up in its own loop, as a program that does nothing else would.
way("persistent_term", Names) ->
  % With the module in the key, as its documentation asks: all of the node shares the one table.
  [persistent_term:put({?MODULE, Name}, value(Name)) || Name <- Names],
  fun persistent_terms/1;
way("ets_lookup", Names) ->
  Table = table(Names),
  fun(Asked) -> ets_lookups(Table, Asked) end;
way("ets_lookup_element", Names) ->
  Table = table(Names),
  fun(Asked) -> ets_elements(Table, Asked) end.

table(Names) ->
  Table = ets:new(agents, [set, public, {read_concurrency, true}]),
  ets:insert(Table, [value(Name) || Name <- Names]),
  Table.

%% As a registry keeps it: the name, what serves it, and a little about it.
value(Name) -> {Name, self(), #{module => agent, tags => []}}.

persistent_terms([Name | Rest]) -> persistent_term:get({?MODULE, Name}, none), persistent_terms(Rest);
persistent_terms([]) -> ok.

ets_lookups(Table, [Name | Rest]) -> ets:lookup(Table, Name), ets_lookups(Table, Rest);
ets_lookups(_, []) -> ok.

ets_elements(Table, [Name | Rest]) -> ets:lookup_element(Table, Name, 2), ets_elements(Table, Rest);
ets_elements(_, []) -> ok.

time(Find, Asked, Passes) ->
  Begin = erlang:monotonic_time(nanosecond),
  repeat(Find, Asked, Passes),
  erlang:monotonic_time(nanosecond) - Begin.

repeat(_, _, 0) -> ok;
repeat(Find, Asked, Passes) -> Find(Asked), repeat(Find, Asked, Passes - 1).

lines(File) ->
  {ok, Text} = file:read_file(File),
  [binary:copy(Line) || Line <- binary:split(Text, <<"\n">>, [global, trim_all])].
