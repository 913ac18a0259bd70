namespace Writ.Client.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Readme_Sample_IsTheProgramThatTheBuildCompiles()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "src", "Sdk", "Writ.Client", "README.md"));
        var program = File.ReadAllText(Path.Combine(Root(), "examples", "clients", "dotnet", "Program.cs"));
        Assert.Equal(program, readme.Split("```csharp\n")[1].Split("```")[0]);
    }

    [Fact]
    public void Guide_Sample_StandsInTheProgramThatTheBuildCompiles()
    {
        var guide = File.ReadAllText(Path.Combine(Root(), "docs", "guides", "agents.md"));
        var program = File.ReadAllLines(Path.Combine(Root(), "examples", "clients", "dotnet", "Program.cs"));
        Assert.All(guide.Split("```csharp\n")[1].Split("```")[0].TrimEnd().Split('\n'), line => Assert.Contains(line, program));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Writ.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
