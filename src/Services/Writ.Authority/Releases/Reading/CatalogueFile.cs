using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads one file of `catalogue/`: what a server's tools do, and how their arguments name resources.</summary>
internal static class CatalogueFile
{
    public static void Read(YamlNode.Mapping root, string file, Draft draft)
    {
        var section = new Section(root, draft.Problems, file);
        var server = section.Name("server");
        if (section.Find("server", required: false) is { } named)
        {
            draft.UseServer(server, named.At);
        }

        foreach (var (key, value) in section.Entries("tools", required: true))
        {
            ReadTool(server, key, value, draft);
        }

        section.Close();
    }

    private static void ReadTool(Slug server, YamlNode.Scalar key, YamlNode value, Draft draft)
    {
        var problems = draft.Problems;
        if (Section.Of(value, $"tool `{key.Value}`", problems) is not { } tool)
        {
            return;
        }

        var effects = Effects.None;
        foreach (var item in tool.List("effects"))
        {
            if (Section.AsText(item, "an effect", problems) is { } text)
            {
                effects |= Section.AsWord(
                    text, "effect", problems,
                    ("read", Effects.Read), ("write", Effects.Write), ("destructive", Effects.Destructive), ("execute", Effects.Execute), ("egress", Effects.Egress));
            }
        }

        var resource = tool.Child("resource", required: false) is { } template ? ReadTemplate(template) : null;
        tool.Close();
        if (server.IsDefault)
        {
            return;
        }

        if (!ActionName.TryCreate(server, key.Value, out var name))
        {
            problems.Add("W1007", key.At, "this is not a tool's name", $"write the name as the server gives it, 1 to {ActionName.MaxToolLength} characters");
        }
        else if (!draft.Catalogue.TryAdd(name, (new ToolClass(name, effects, resource), key.At)))
        {
            problems.Add("W1009", key.At, $"tool `{name}` is classified twice; first in {draft.Catalogue[name].At.File}", "remove one of them");
        }
    }

    private static ResourceTemplate? ReadTemplate(Section section)
    {
        var type = section.Text("type");
        var argument = section.Text("argument");
        var template = section.Text("template");
        var id = section.Text("id");
        section.Close();
        if (type is null || argument is null || template is null || id is null)
        {
            return null;
        }

        var read = ResourceTemplate.Read(type.Value, argument.Value, template.Value, id.Value, out var problem);
        if (read is null)
        {
            section.Problems.Add("W1015", template.At, problem ?? "this is not a template", "write it like `customers/{customer}/cases/{case}/**`, with `id: case`");
        }

        return read;
    }
}
