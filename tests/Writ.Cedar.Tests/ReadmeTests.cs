namespace Writ.Cedar.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Readme_Sample_IsTheProgramThatTheBuildCompiles()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "src", "Standards", "Writ.Cedar", "README.md"));
        var program = File.ReadAllText(Path.Combine(Root(), "examples", "cedar", "Program.cs"));
        Assert.Equal(program, readme.Split("```csharp\n")[1].Split("```")[0]);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Writ.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
