using System.Text;

namespace Writ.Decisions;

// One type for enums and flat objects that occur alike in several places: in the namespace that is above all of them.
internal sealed partial class McpSchemaBuilder
{
    private void Share(List<Tool> tools)
    {
        var places = new List<(string Key, string Namespace, string Name, McpProperty Type)>();
        foreach (var part in tools.SelectMany(static t => t.Output is null ? [t.Input] : new[] { t.Input, t.Output }))
            foreach (var member in part.Members.Concat(part.Definitions)) Find(member.Type, part.Namespace, McpNames.Identifier(member.Name), places);

        var repeated = places.GroupBy(static p => p.Key, StringComparer.Ordinal).Where(static g => g.Count() > 1)
            .Select(static g => (g.Key, First: g.First(), Home: Common(g.Select(static p => p.Namespace)))).ToList();
        var meeting = repeated.CountBy(static r => (r.First.Name, r.Home)).ToDictionary();
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, first, home) in repeated)
        {
            // Two that would meet under one name stay where they are, and so does one whose name is taken there.
            var path = $"{home}::{first.Name}";
            if (meeting[(first.Name, home)] > 1 || _declared.Declares(path)) continue;
            _ = TypeOf(first.Type, home, first.Name, []);
            shared.Add(key, path);
        }

        _shared = shared;
    }

    private static void Find(McpProperty type, string inside, string name, List<(string, string, string, McpProperty)> places)
    {
        var path = $"{inside}::{name}";
        switch (type)
        {
            case McpProperty.Enumeration:
                places.Add((Fingerprint(type, path), inside, name, type));
                break;
            case McpProperty.Object @object:
                if (IsFlat(@object)) places.Add((Fingerprint(type, path), inside, name, type));
                foreach (var member in @object.Members) Find(member.Type, path, McpNames.Identifier(member.Name), places);
                if (@object.Others is not null) Find(@object.Others, path, $"{name}Tag", places);
                break;
            case McpProperty.List list:
                Find(list.Element, inside, name, places);
                break;
            case McpProperty.Choice choice:
                for (var i = 0; i < choice.Types.Length; i++) Find(choice.Types[i], path, $"TypeChoice{i}", places);
                break;
            case McpProperty.Tuple tuple:
                for (var i = 0; i < tuple.Places.Length; i++) Find(tuple.Places[i], path, $"Proj{i}", places);
                break;
            default:
                break;
        }
    }

    private static bool IsFlat(McpProperty.Object @object) =>
        @object.Others is null && !@object.Members.IsEmpty && @object.Members.All(static m => m.Type is McpProperty.Simple or McpProperty.Opaque);

    // Equal for types of one name that are declared alike. Every part is preceded by its length, so that no name can pass for two.
    private static string Fingerprint(McpProperty property, string path)
    {
        var key = new StringBuilder();
        void Part(string text) => key.Append(text.Length).Append(':').Append(text);
        Part(McpNames.Last(path));
        switch (property)
        {
            case McpProperty.Enumeration enumeration:
                key.Append('E');
                foreach (var value in enumeration.Values) Part(value);
                break;
            case McpProperty.Object @object when IsFlat(@object):
                key.Append('O');
                foreach (var member in @object.Members.OrderBy(static m => m.Name, StringComparer.Ordinal))
                {
                    Part(member.Name);
                    Part(member.IsRequired ? "!" : "?");
                    Part(member.Type.ToString());
                }

                break;
            default:
                key.Append('-');
                break;
        }

        return key.ToString();
    }

    private static string Common(IEnumerable<string> paths) =>
        paths.Select(static p => p.Split("::")).Aggregate(static (a, b) => [.. a.Zip(b).TakeWhile(static pair => pair.First == pair.Second).Select(static pair => pair.First)]) is var parts
            ? string.Join("::", parts)
            : "";
}
