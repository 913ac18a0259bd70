namespace Writ.Architecture.Tests;

/// <summary>One project that ships, as its file says.</summary>
internal sealed record Project(string Name, string Ring, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public static Project Read(string path)
    {
        var xml = Repository.Xml(path);
        return new Project(
            System.IO.Path.GetFileNameWithoutExtension(path),
            System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(path)))!,
            path,
            [.. xml.Descendants("ProjectReference").Select(r => System.IO.Path.GetFullPath(r.Attribute("Include")!.Value, System.IO.Path.GetDirectoryName(path)!))],
            [.. xml.Descendants("PackageReference").Select(static r => r.Attribute("Include")!.Value)]);
    }

    public override string ToString() => Name;
}
