using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Writ.Architecture.Tests.Offences;

/// <summary>Each offence is compiled, and fails with exactly its code. The benign twin beside it compiles, so that a harness that fails everything proves nothing.</summary>
public sealed class CompiledOffenceTests
{
    private const string Zone = "src/Enforcement/Writ.Zones/Tools/Offence.cs";
    private const string Library = "src/Services/Writ.Authority/Offence.cs";

    // Packages that nobody references today: banned so that nobody begins to outside the store.
    private static readonly string[] Absent = ["N:Microsoft.Data.Sqlite"];

    // A statement of each kind that may not stand outside the folders that reach out.
    public static TheoryData<string> Outward() =>
    [
        "_ = new System.Net.Http.HttpClient();",
        "_ = new System.Net.Http.HttpMessageInvoker(null!);",
        "_ = new System.Net.Http.SocketsHttpHandler();",
        "_ = new System.Net.Http.HttpClientHandler();",
        "_ = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);",
        "_ = new System.Net.Sockets.TcpClient();",
        "_ = new System.Net.Sockets.UdpClient();",
        "_ = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);",
        "_ = new System.Net.Sockets.NetworkStream(null!);",
        "_ = new System.Net.WebSockets.ClientWebSocket();",
        "_ = new System.Net.NetworkInformation.Ping();",
        "_ = new System.Net.Mail.SmtpClient();",
        "_ = new System.IO.Pipes.NamedPipeClientStream(\"a\");",
        "_ = System.Net.Dns.GetHostName();",
        "_ = System.Diagnostics.Process.Start(\"sh\");",
        "_ = new System.Diagnostics.ProcessStartInfo(\"sh\");",
        "_ = SQLitePCL.raw.sqlite3_libversion();",
    ];

    // A statement of each kind that may stand in no library.
    public static TheoryData<string> Anywhere() =>
    [
        "_ = DateTime.UtcNow;",
        "_ = DateTime.Now;",
        "_ = DateTime.Today;",
        "_ = DateTimeOffset.UtcNow;",
        "_ = DateTimeOffset.Now;",
        "_ = Environment.TickCount64;",
        "_ = System.Diagnostics.Stopwatch.GetTimestamp();",
        "_ = System.Diagnostics.Stopwatch.StartNew();",
        "Console.WriteLine();",
        "Console.Error.WriteLine();",
        "Thread.Sleep(1);",
        "Thread.Sleep(TimeSpan.Zero);",
        "Task.CompletedTask.Wait();",
        "Task.CompletedTask.Wait(1);",
        "Task.CompletedTask.Wait(CancellationToken.None);",
        "Task.WaitAll(Task.CompletedTask);",
        "Task.WaitAny(Task.CompletedTask);",
        "_ = Task.FromResult(1).Result;",
        "Task.CompletedTask.GetAwaiter().GetResult();",
        "_ = Task.FromResult(1).GetAwaiter().GetResult();",
        "_ = Task.Delay(1);",
        "new SemaphoreSlim(1).Wait();",
        "_ = new ManualResetEvent(false).WaitOne();",
        "new Thread(() => { }).Join();",
        "_ = Random.Shared;",
        "_ = Guid.NewGuid();",
        "_ = System.Security.Cryptography.MD5.HashData([]);",
        "_ = System.Security.Cryptography.SHA1.HashData([]);",
    ];

    [Theory]
    [MemberData(nameof(Outward))]
    public async Task Zone_ThatReachesOutByItself_IsRS0030(string statement) => Assert.Equal(["RS0030"], await Statement(Zone, statement));

    [Theory]
    [MemberData(nameof(Outward))]
    [MemberData(nameof(Anywhere))]
    public async Task Library_ThatReachesOutOrUsesTheClock_IsRS0030(string statement) => Assert.Equal(["RS0030"], await Statement(Library, statement));

    [Theory]
    [InlineData("src/Enforcement/Writ.Enforcement/Connectors/Offence.cs")]
    [InlineData("src/Services/Writ.Authority/Attestation/Kernel/Offence.cs")]
    [InlineData("src/Services/Writ.Storage/Sqlite/Offence.cs")]
    [InlineData("src/Hosts/Writ.Cli/Launch/Offence.cs")]
    public async Task ExemptFolder_ThatReachesOut_Compiles(string path) => Assert.Empty(await Statement(path, "_ = new System.Net.Http.HttpClient();"));

    [Theory]
    [InlineData("src/Enforcement/Writ.Enforcement/Pipeline/Offence.cs")]
    [InlineData("src/Enforcement/Writ.Enforcement/ConnectorsX/Offence.cs")]
    [InlineData("src/Enforcement/Writ.Zones/Connectors/Offence.cs")]
    [InlineData("src/Services/Writ.Authority/Attestation/Offence.cs")]
    [InlineData("src/Hosts/Writ.Cli/Offence.cs")]
    [InlineData("src/Hosts/Writ.Cli/Verbs/Launch/Offence.cs")]
    public async Task FolderBesideAnExemptOne_ThatReachesOut_IsRS0030(string path) => Assert.Equal(["RS0030"], await Statement(path, "_ = new System.Net.Http.HttpClient();"));

    [Theory]
    [InlineData(Zone)]
    [InlineData(Library)]
    public async Task Anything_Benign_Compiles(string path) =>
        Assert.Empty(await Statement(path, "_ = TimeProvider.System.GetUtcNow(); _ = Task.Delay(TimeSpan.Zero, TimeProvider.System);"));

    [Fact]
    public async Task Zone_ThatForgesAnAuthorization_DoesNotCompile()
    {
        var errors = await Statement(Zone, "_ = new Writ.Enforcement.Authorized<Writ.Domain.ActionRequest>(null!, default, null!);");
        Assert.Contains(Assert.Single(errors), new[] { "CS1729", "CS0122" });
    }

    [Theory]
    [InlineData("_ = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(string));")]
    [InlineData("_ = Activator.CreateInstance(typeof(Writ.Enforcement.Authorized<Writ.Domain.ActionRequest>), true);")]
    public async Task Zone_ThatForgesAnAuthorizationByReflection_IsRS0030(string statement) => Assert.Equal(["RS0030"], await Statement(Zone, statement));

    [Fact]
    public async Task Zone_ThatForgesAnAuthorizationByAnUnsafeAccessor_IsRS0030() => Assert.Equal(["RS0030"], await OffenceCompiler.ErrorsAsync(Zone, """
        namespace Offences;
        using System.Runtime.CompilerServices;
        using Writ.Domain;
        using Writ.Enforcement;
        internal static class Offence
        {
            [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
            public static extern Authorized<ActionRequest> Forge(ActionRequest value, DecisionId decision, CommitReceipt receipt);
        }
        """));

    [Fact]
    public async Task Zone_ThatDerivesFromAnAuthorization_DoesNotCompile() => Assert.Contains("CS0509", await OffenceCompiler.ErrorsAsync(Zone, """
        internal sealed class Offence : Writ.Enforcement.Authorized<Writ.Domain.ActionRequest>;
        """));

    [Fact]
    public async Task Zone_ThatUsesAnAuthorization_Compiles() =>
        Assert.Empty(await Statement(Zone, "Writ.Enforcement.Authorized<Writ.Domain.ActionRequest>? given = null; _ = given?.Consume();"));

    // An entry that names nothing bans nothing, and nobody would notice.
    [Fact]
    public void BannedSymbols_EachLine_NamesSomethingThatExists()
    {
        var compilation = CSharpCompilation.Create("Symbols", references: OffenceCompiler.References);
        var lines = File.ReadLines(Repository.At("eng", "BannedSymbols.txt")).Where(static l => l.Length > 0).ToArray();
        Assert.All(lines, line =>
        {
            var (id, why) = line.Split(';') is [var first, var second] ? (first, second) : (line, "");
            Assert.NotEqual("", why);
            Assert.True(DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation).Length > 0 || Absent.Contains(id), $"{id} names nothing");
        });
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }

    private static Task<string[]> Statement(string path, string statement) => OffenceCompiler.ErrorsAsync(path, $$"""
        namespace Offences;
        internal static class Offence
        {
            public static void Commit()
            {
                {{statement}}
            }
        }
        """);
}
