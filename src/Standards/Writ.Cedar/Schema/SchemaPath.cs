using System.Runtime.CompilerServices;
using Writ.Cedar.Json;

namespace Writ.Cedar.Schema;

/// <summary>Finds the place of a part in the JSON form of its document. Looked for only when there is something to say about it.</summary>
internal static class SchemaPath
{
    private const int MaxShown = 300;

    /// <summary>The place; of a long one the end, where the fault is.</summary>
    public static string Of(SchemaDocument document, SchemaNode node)
    {
        foreach (var inside in document.Namespaces)
        {
            // Put together once it is found: the steps to it may be long, and there are many other parts.
            var steps = new Stack<string>();
            if (!Find(inside, node, steps)) continue;
            steps.Push(JsonPath.Key("", inside.Name));
            var path = string.Concat(steps);
            return path.Length <= MaxShown ? path : $"...{path[^MaxShown..]}";
        }

        return "";
    }

    private static bool Find(SchemaNode at, SchemaNode node, Stack<string> steps)
    {
        if (ReferenceEquals(at, node)) return true;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return false;
        foreach (var (step, part) in Parts(at))
        {
            if (!Find(part, node, steps)) continue;
            steps.Push(step);
            return true;
        }

        return false;
    }

    private static IEnumerable<(string Step, SchemaNode Part)> Parts(SchemaNode node) => node switch
    {
        NamespaceDeclaration inside =>
        [
            .. inside.CommonTypes.Select(type => (JsonPath.Key(".commonTypes", type.Name), (SchemaNode)type)),
            .. inside.Entities.Select(entity => (JsonPath.Key(".entityTypes", entity.Name), (SchemaNode)entity)),
            .. inside.Actions.Select(action => (JsonPath.Key(".actions", action.Id), (SchemaNode)action)),
        ],
        CommonTypeDeclaration type => [("", type.Type)],
        EntityDeclaration entity =>
        [
            .. entity.Parents.Select((parent, i) => ($".memberOfTypes[{i}]", (SchemaNode)parent)),
            .. One(".shape", entity.Shape),
            .. One(".tags", entity.Tags),
        ],
        ActionDeclaration action =>
        [
            .. action.Groups.Select((group, i) => ($".memberOf[{i}]", (SchemaNode)group)),
            .. action.AppliesTo is { } appliesTo ? Parts(appliesTo) : [],
        ],
        TypeNode.Set set => [(".element", set.Element)],
        TypeNode.Record record => record.Attributes.Select(attribute => (JsonPath.Key(".attributes", attribute.Name), (SchemaNode)attribute)),
        AttributeDeclaration attribute => [("", attribute.Type)],
        _ => [],
    };

    private static IEnumerable<(string Step, SchemaNode Part)> Parts(AppliesTo appliesTo) =>
    [
        .. appliesTo.Principals.Select((name, i) => ($".appliesTo.principalTypes[{i}]", (SchemaNode)name)),
        .. appliesTo.Resources.Select((name, i) => ($".appliesTo.resourceTypes[{i}]", (SchemaNode)name)),
        .. One(".appliesTo.context", appliesTo.Context),
    ];

    private static IEnumerable<(string Step, SchemaNode Part)> One(string step, SchemaNode? part) => part is null ? [] : [(step, part)];
}
