namespace Writ.Bench.Cedar;

/// <summary>One policy of the workload, in parts, from which both languages are written.</summary>
/// <param name="Permits">Whether it permits; otherwise it forbids, unless its clauses hold.</param>
/// <param name="Principal">Whom it is about.</param>
/// <param name="Tools">Which tools, as <c>server/tool</c>; a server for all of its tools; none for every tool.</param>
/// <param name="Resource">What it is about.</param>
/// <param name="Clauses">The conditions.</param>
internal sealed record GatewayPolicy(bool Permits, Constraint Principal, IReadOnlyList<string> Tools, Constraint Resource, IReadOnlyList<Clause> Clauses)
{
    /// <summary>The policy in Cedar.</summary>
    public string ToCedar()
    {
        var action = Tools switch
        {
            [] => "action",
            [var server] when !server.Contains('/', StringComparison.Ordinal) => $"action in Action::\"{server}\"",
            [var tool] => $"action == Action::\"{tool}\"",
            _ => $"action in [{string.Join(", ", Tools.Select(static tool => $"Action::\"{tool}\""))}]",
        };
        var conditions = Clauses.Count == 0 ? "" : $"\n{(Permits ? "when" : "unless")} {{ {string.Join(" && ", Clauses.Select(static clause => clause.Cedar))} }}";
        return $"{(Permits ? "permit" : "forbid")} (\n  {Principal.ToCedar("principal")},\n  {action},\n  {Resource.ToCedar("resource")}\n){conditions};\n";
    }

    /// <summary>The rule nearest to the policy; null when all that narrows a forbid cannot be said, for it would forbid everything.</summary>
    /// <param name="clausesLost">How many conditions had to be left out.</param>
    public string? ToRule(out int clausesLost)
    {
        var said = Clauses.Where(static clause => clause.Rule is not null).ToList();
        clausesLost = Clauses.Count - said.Count;
        if (!Permits && said.Count == 0)
        {
            return null;
        }

        List<string> scope = [];
        switch (Tools)
        {
            case []: break;
            case [var server] when !server.Contains('/', StringComparison.Ordinal): scope.Add($"server == '{server}'"); break;
            case [var tool]: scope.Add($"tool == '{tool}'"); break;
            default: scope.Add($"tool in [{string.Join(", ", Tools.Select(static tool => $"'{tool}'"))}]"); break;
        }

        scope.AddRange(Principal.ToRule("principal"));
        scope.AddRange(Resource.ToRule("resource"));
        // The language knows neither parentheses nor `not`: a forbid becomes one alternative for each condition that may fail.
        return Permits
            ? string.Join(" and ", scope.Concat(said.Select(static clause => clause.Rule!)))
            : string.Join(" or ", said.Select(clause => string.Join(" and ", scope.Append(clause.Negated!))));
    }
}
