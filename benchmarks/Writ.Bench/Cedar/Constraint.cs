namespace Writ.Bench.Cedar;

/// <summary>What a policy asks of its principal or resource: a type, an entity, a group, or nothing.</summary>
/// <param name="Type">The entity type, or null.</param>
/// <param name="Entity">The one entity, by id, or null.</param>
/// <param name="GroupType">The type of the group.</param>
/// <param name="Group">The group, by id, or null.</param>
internal sealed record Constraint(string? Type = null, string? Entity = null, string? GroupType = null, string? Group = null)
{
    /// <summary>No constraint.</summary>
    public static Constraint None { get; } = new();

    /// <summary>The constraint in Cedar.</summary>
    public string ToCedar(string variable) => this switch
    {
        { Entity: not null } => $"{variable} == {Type}::\"{Entity}\"",
        { Type: not null, Group: not null } => $"{variable} is {Type} in {GroupType}::\"{Group}\"",
        { Group: not null } => $"{variable} in {GroupType}::\"{Group}\"",
        { Type: not null } => $"{variable} is {Type}",
        _ => variable,
    };

    /// <summary>The constraint in the rule language, whose facts give the groups of principal and resource as fields.</summary>
    public IEnumerable<string> ToRule(string variable)
    {
        if (Entity is not null)
        {
            yield return $"{variable} == '{Entity}'";
        }

        if (Group is not null)
        {
            yield return $"{variable}_in.{Group}";
        }
    }
}
