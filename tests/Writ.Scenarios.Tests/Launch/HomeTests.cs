using Writ.Cli;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Launch;

public sealed class HomeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", UnixFileMode.OtherWrite)]
    [InlineData("", UnixFileMode.GroupWrite)]
    [InlineData("run", UnixFileMode.OtherWrite)]
    [InlineData("data", UnixFileMode.OtherRead)]
    [InlineData("keys", UnixFileMode.GroupExecute)]
    public void Prepare_FolderThatOthersMayUse_IsRefused(string name, UnixFileMode more)
    {
        var home = new Home(folder.At("home"));
        home.Prepare();
        home.Prepare();
        var path = Path.Combine(home.Folder, name);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
        Assert.Equal("W1903", Assert.Throws<CliException>(home.Prepare).Code);
    }

    [Fact]
    public void FileOwner_OfAFolder_IsWhoeverMadeIt()
    {
        Assert.Equal(FileOwner.Own, FileOwner.Of(folder.Path));
        Assert.Equal(0u, FileOwner.Of("/proc/sys"));
        Assert.Null(FileOwner.Of(folder.At("nothing")));
    }
}
