namespace Writ.Cedar.Tests.Differential;

/// <summary>Random policies and templates as text.</summary>
internal sealed class PolicyWords(Random chance)
{
    private readonly ExpressionText _expressions = new(chance);

    /// <summary>A policy without slots.</summary>
    public string Policy() => Write(Scope("principal"), Scope("resource"));

    /// <summary>A template, and which slots it has.</summary>
    public (string Text, bool Principal, bool Resource) Template()
    {
        var slots = chance.Next(1, 4);
        var (principal, resource) = ((slots & 1) != 0, (slots & 2) != 0);
        return (Write(principal ? Slot("principal") : Scope("principal"), resource ? Slot("resource") : Scope("resource")), principal, resource);
    }

    private string Write(string principal, string resource)
    {
        var annotations = chance.Next(6) == 0 ? Pick("@id(\"x\") ", "@a ", "@if(\"y\")\n") : "";
        var conditions = string.Concat(Enumerable.Range(0, chance.Next(5) switch { 0 => 0, 4 => 2, _ => 1 }).Select(_ => $" {Pick("when", "when", "unless")} {{ {_expressions.Of(0, chance.Next(4))} }}"));
        return $"{annotations}{Pick("permit", "permit", "forbid")}({principal}, {Action()}, {resource}){conditions};";
    }

    private string Scope(string variable) => chance.Next(12) switch
    {
        0 => $"{variable} == {(variable == "principal" ? "User::\"alice\"" : "Photo::\"p0\"")}",
        1 => $"{variable} == {_expressions.Entity()}",
        2 or 3 => $"{variable} in {_expressions.Entity()}",
        4 => $"{variable} is {_expressions.Type()}",
        5 => $"{variable} is {_expressions.Type()} in {_expressions.Entity()}",
        _ => variable,
    };

    private string Slot(string variable) => Pick($"{variable} == ?{variable}", $"{variable} in ?{variable}", $"{variable} is {_expressions.Type()} in ?{variable}");

    private string Action() => chance.Next(10) switch
    {
        0 => "action == Action::\"view\"",
        1 => "action == Action::\"edit\"",
        2 => "action in Action::\"read\"",
        3 => "action in [Action::\"view\", Action::\"read\"]",
        4 => "action in []",
        5 => "action in [Action::\"edit\", Action::\"delete\"]",
        _ => "action",
    };

    private string Pick(params string[] of) => of[chance.Next(of.Length)];
}
